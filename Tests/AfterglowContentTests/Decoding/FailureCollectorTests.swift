import Foundation
import Testing

@testable import AfterglowContent

@Suite struct FailureCollectorTests {
  private enum Level: String, Codable, CaseIterable { case low, high }
  private enum Color: String, Codable { case red, green }
  private enum Rank: Int, Codable { case first = 1, second }

  private struct Address: Codable {
    var street: String
    var number: Int
    var tags: [String]
  }

  private struct Person: Codable {
    var name: String
    var addresses: [Address]
    var main: Address
    var nickname: String?
    var spare: Address?
    var scores: [String: Double]
  }

  private struct Values: Codable {
    var date: Date
    var id: UUID
    var link: URL
    var flag: Bool
    var price: Decimal
    var data: Data
    var ratio: Double
    var small: Int8
  }

  private struct Choices: Codable {
    var level: Level
    var color: Color
    var rank: Rank
    var after: Int
  }

  @Test func `every failure of a deep value is found, with the way to it`() throws {
    let text = """
      {"name": 1, "addresses": [{"street": "a", "number": 1, "tags": []},
        {"street": 2, "tags": ["a", 3, "b", null]}, "x"], "main": {"number": "1", "tags": {}},
       "nickname": 5, "spare": {"street": null, "number": 1.5, "tags": []}, "scores": {"b": "x", "a": 1, "c": []}}
      """
    #expect(
      try FailureCollector.summary(Person.self, text) == [
        "name string_type", "addresses.[1].street string_type", "addresses.[1].number missing",
        "addresses.[1].tags.[1] string_type", "addresses.[1].tags.[3] string_type", "addresses.[2] dict_type",
        "main.street missing", "main.number int_type", "main.tags list_type", "nickname string_type",
        "spare.street string_type", "spare.number int_type", "scores.b float_type", "scores.c float_type",
      ])
  }

  @Test func `everything required of an empty object is missing, and only that`() throws {
    #expect(
      try FailureCollector.summary(Person.self, "{}") == [
        "name missing", "addresses missing", "main missing", "scores missing",
      ])
  }

  @Test func `null is no value for a required field, and one for an optional`() throws {
    let text =
      #"{"name": null, "addresses": null, "main": null, "nickname": null, "spare": null, "scores": null}"#
    let failures = try FailureCollector.failures(decoding: Person.self, from: try JSONValue(parsing: text))
    #expect(
      failures.map(\.summary) == [
        "name string_type", "addresses list_type", "main dict_type", "scores dict_type",
      ])
    #expect(failures.allSatisfy { $0.input == .null })
  }

  @Test(arguments: ["[]", "null", "1", "true", #""x""#])
  func `a wrong root is one failure`(text: String) throws {
    #expect(try FailureCollector.summary(Person.self, text) == [" dict_type"])
    #expect(try FailureCollector.summary([Person].self, text == "[]" ? "{}" : text) == [" list_type"])
  }

  @Test func `types that are one value in JSON are each called by their name`() throws {
    let text = """
      {"date": "yesterday", "id": "1", "link": "", "flag": "true", "price": "1", "data": "*", "ratio": "1", "small": 128}
      """
    #expect(
      try FailureCollector.summary(Values.self, text) == [
        "date datetime_type", "id uuid_type", "link url_type", "flag bool_type", "price decimal_type",
        "data bytes_type", "ratio float_type", "small int_type",
      ])
  }

  @Test func `types that are one value in JSON are not at fault when they are right`() throws {
    let text = """
      {"date": "2026-11-23T05:00:00Z", "id": "E621E1F8-C36C-495A-93FC-0C247A3E6E5F", "link": "https://example.org/",
       "flag": true, "price": 12.5, "data": "YQ==", "ratio": 1, "small": 128}
      """
    #expect(try FailureCollector.summary(Values.self, text) == ["small int_type"])
  }

  @Test func `an enumeration that is no case is found, and what is behind it as well`() throws {
    let text = #"{"level": "middle", "color": "blue", "rank": 3, "after": "x"}"#
    #expect(
      try FailureCollector.summary(Choices.self, text) == [
        "level enum", "color enum", "rank enum", "after int_type",
      ])
  }

  @Test func `enumerations in an array are each looked at`() throws {
    #expect(
      try FailureCollector.summary([Color].self, #"["red", "x", "green", 1]"#) == ["[1] enum", "[3] enum"])
    #expect(
      try FailureCollector.summary([String: Color].self, #"{"a":"x","b":"red","c":"y"}"#) == [
        "a enum", "c enum",
      ])
  }

  @Test(arguments: ["1.5", "1e30", "9223372036854775808", "-9223372036854775809", "true", "[1]"])
  func `what is no Int is found`(number: String) throws {
    #expect(try FailureCollector.summary([Int].self, "[\(number), 1]") == ["[0] int_type"])
  }

  @Test func `a big number that is right is not at fault for what is wrong beside it`() throws {
    struct Big: Codable {
      var unsigned: UInt64
      var double: Double
      var name: String
    }
    let text = #"{"unsigned": 18446744073709551615, "double": 1.7976931348623157e308}"#
    #expect(try FailureCollector.summary(Big.self, text) == ["name missing"])
  }

  @Test func `a name that looks like a position is a name`() throws {
    let failures = try FailureCollector.failures(
      decoding: [String: Int].self, from: try JSONValue(parsing: #"{"7": "x"}"#))
    #expect(failures.map(\.location) == [[.key("7")]])
  }

  @Test func `a client that misses an enumeration's values is told all of them`() throws {
    func message<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> String? {
      let value = try JSONValue(parsing: text)
      return try FailureCollector.failures(decoding: type, from: value).first?.message
    }
    #expect(try message(Level.self, #""x""#) == "Input should be 'low' or 'high'")
    #expect(try message(Color.self, #""x""#) == "Input should be one of the allowed values")
  }
}
