import AfterglowTesting
import Foundation
import Testing

@testable import AfterglowContent

/// What Foundation's decoder makes of a text is made of it here too.
@Suite struct FoundationAgreementTests {
  /// Decodes with both: the values are the same, or both refuse the text.
  private func expectAgreement<Value: Decodable & Equatable>(
    _ type: Value.Type, _ texts: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for text in texts {
      let bytes = Array(text.utf8)
      let decoder = JSONDecoder()
      decoder.userInfo = Self.userInfo
      let expected = try? decoder.decode(type, from: Data(bytes))
      let decoded = try? JSONContent.decode(type, from: bytes, userInfo: Self.userInfo)
      #expect(decoded == expected, "\(type) from \(text)", sourceLocation: sourceLocation)
    }
  }

  private static let userInfo: [CodingUserInfoKey: any Sendable] =
    CodingUserInfoKey(rawValue: "greeting").map { [$0: "Hello"] } ?? [:]

  private func expectIntegers<Integer: FixedWidthInteger & Codable>(_ type: Integer.Type) {
    expectAgreement(
      type, "0", "-0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "65535", "65536", "4294967295",
      "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
      "18446744073709551615", "18446744073709551616", "99999999999999999999", "1.0", "1e2", "1E+2", "100e-2",
      "1e-1", "1.5", "0.1e1", "-0.0", "1.000000000000000000000000", "1e400", "true", "\"1\"", "null", "[]",
      "{}")
  }

  @Test func `integers`() {
    expectIntegers(Int.self)
    expectIntegers(Int8.self)
    expectIntegers(Int16.self)
    expectIntegers(Int32.self)
    expectIntegers(Int64.self)
    expectIntegers(UInt.self)
    expectIntegers(UInt8.self)
    expectIntegers(UInt16.self)
    expectIntegers(UInt32.self)
    expectIntegers(UInt64.self)
    expectIntegers(Int128.self)
    expectIntegers(UInt128.self)
    expectAgreement(
      Int128.self, "170141183460469231731687303715884105727", "170141183460469231731687303715884105728",
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105729")
  }

  @Test func `an integer may be written with an exponent wherever it fits`() throws {
    // Foundation goes by way of a Double here.
    #expect(try JSONContent.decode(Int.self, from: Array("9223372036854775807.0".utf8)) == .max)
    #expect(try JSONContent.decode(Int.self, from: Array("-9.223372036854775808e18".utf8)) == .min)
    #expect(try JSONContent.decode(UInt64.self, from: Array("1.8446744073709551615e19".utf8)) == .max)
    #expect(
      try JSONContent.decode(Int128.self, from: Array("1e38".utf8))
        == 100_000_000_000_000_000_000_000_000_000_000_000_000)
  }

  @Test func `other numbers`() {
    let texts = [
      "0", "-0", "-0.0", "0.1", "1e20", "1e-5", "1.7976931348623157e308", "1e309", "-1e400",
      "123456789012345678901234567890", "9007199254740993", "9007199254740993.0",
      "1e22", "1e23", "8.5", "3.4028235e38", "3.4028236e38", "1e39", "16777217", "true", "\"1\"", "null",
      "0.30000000000000004", "179769313486231580793e289",
    ]
    for text in texts {
      expectAgreement(Double.self, text)
      expectAgreement(Float.self, text)
    }
    expectAgreement(Double.self, "5e-324", "2.2250738585072011e-308")
    expectAgreement(
      Decimal.self, "0", "-0", "1.50", "0.1", "-12345678901234567890123456789012345678", "1e127", "1e128",
      "123456789012345678901234567890123456789012345", "1e400", "\"1\"", "null", "true", "1e-100")
  }

  @Test func `a number between zero and the least one is zero`() throws {
    // Foundation refuses it. It is rounded like any other number that has more digits than fit.
    #expect(try JSONContent.decode(Double.self, from: Array("1e-400".utf8)) == 0)
    #expect(try JSONContent.decode(JSONValue.self, from: Array("-1e-400".utf8)) == .number(-0.0))
  }

  @Test func `numbers of any length are read as the standard library reads them`() throws {
    var random = SeededGenerator(seed: 8259)
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...20, using: &random)
      var text = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
      text = "1" + text.prefix(digits - 1) + ".5" + text + "e\(Int.random(in: -30...30, using: &random))"
      #expect(try JSONContent.decode(Double.self, from: Array(text.utf8)) == Double(text), "\(text)")
    }
  }

  @Test func `texts, and types that are written as texts`() {
    expectAgreement(String.self, "\"\"", "\"é\\u00e9\\ud83d\\ude00\"", "1", "null", "[\"a\"]")
    expectAgreement(Bool.self, "true", "false", "0", "\"true\"", "null")
    expectAgreement(URL.self, "\"https://example.org/a?b#c\"", "\"\"", "\"a b\"", "\"http://[\"", "1", "null")
    expectAgreement(UUID.self, "\"E621E1F8-C36C-495A-93FC-0C247A3E6E5F\"", "\"e621e1f8\"", "1", "null")
    expectAgreement(Data.self, "\"YQ==\"", "\"YQ\"", "\"Y Q==\"", "\"\"", "[1]", "null")
  }

  @Test func `collections and optionals`() {
    expectAgreement([Int].self, "[]", "[1,2]", "[1,\"2\"]", "{}", "null", "[null]")
    expectAgreement([Int?].self, "[null,1]")
    expectAgreement([[String: [Int]]].self, "[{\"a\":[1],\"b\":[]},{}]", "[{\"a\":1}]")
    expectAgreement([String: Int].self, "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":null}", "[]", "{\"\":1}")
    expectAgreement([Int: String].self, "{\"1\":\"a\",\"-2\":\"b\"}", "{\"x\":\"a\"}", "{\"1.0\":\"a\"}")
    expectAgreement([Level: Int].self, "[\"low\",1,\"high\",2]", "[\"low\"]", "{\"low\":1}")
    expectAgreement([Area: Int].self, "{\"north\":1}", "{\"west\":1}", "[]")
    expectAgreement(Set<Int>.self, "[1,1,2]")
    expectAgreement(Int?.self, "null", "1", "\"x\"")
    expectAgreement(ClosedRange<Int>.self, "[1,2]", "[2,1]", "[1]")
    expectAgreement(JSONValue.self, "{\"a\":[1,1.5,\"x\",null,true,{}]}")
    let members = (0..<40).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
    expectAgreement([String: Int].self, "{\(members),\"n3\":99}")
    expectAgreement(Wide.self, "{\(members),\"n39\":1}", "{\(members.dropLast(8))}")
  }

  @Test func `types of one's own`() {
    expectAgreement(Person.self, #"{"name":"Ada","age":36,"level":"low"}"#, #"{"name":"Ada","level":"x"}"#)
    expectAgreement(
      Person.self, #"{"name":null,"level":"low"}"#, #"{"NAME":"Ada","level":"low"}"#, "[]", "null")
    expectAgreement(Person.self, #"{"level":"low","name":"Ada","age":null,"more":{"name":1}}"#)
    expectAgreement(Shape.self, #"{"circle":{"radius":2}}"#, #"{"square":{}}"#, "{}", #"{"point":{}}"#)
    expectAgreement(Shape.self, #"{"circle":{"radius":2},"point":{}}"#, #"{"line":{"_0":[1,2]}}"#)
    expectAgreement(
      Derived.self, #"{"name":"a","super":{"id":1}}"#, #"{"name":"a"}"#, #"{"name":"a","super":null}"#)
    expectAgreement(Nested.self, #"{"outer":{"list":[1,[2,{"x":3}],null,4]}}"#, #"{"outer":{"list":[1]}}"#)
    expectAgreement(Nested.self, #"{"outer":null}"#, "{}", #"{"outer":{"list":null}}"#)
    expectAgreement(Wrapped.self, #"{"value":" a "}"#, #"{"value":1}"#, "{}")
    expectAgreement(Greeting.self, #"{"name":"Ada"}"#)
    expectAgreement([Lenient<Int>].self, #"[1,"x",null,2]"#)
    expectAgreement(Lossy<Level>.self, #"["low","x",1,null,"high"]"#)
    expectAgreement([NumberOrText].self, #"[1,"x"]"#, "[true]", "[1.5]", "[1,null]")
    expectAgreement(Steps.self, #"{"a":[{"b":1},{"b":2}]}"#)
  }
}

// MARK: - Types that are decoded in different ways

private enum Level: String, Codable { case low, high }

private enum Area: String, Codable, CodingKeyRepresentable { case north, south }

private struct Person: Codable, Equatable {
  var name: String
  var age: Int?
  var level: Level
}

private struct Wide: Codable, Equatable {
  var n0: Int
  var n17: Int
  var n39: Int
}

private enum Shape: Codable, Equatable {
  case circle(radius: Double)
  case line(Set<Int>)
  case point
}

private class Base: Decodable, Equatable {
  var id: Int
  static func == (one: Base, other: Base) -> Bool { one.id == other.id }
}

private final class Derived: Base {
  private enum Key: CodingKey { case name }
  let name: String

  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    try super.init(from: container.superDecoder())
  }
}

/// `{"outer": {"list": [1, [2, {"x": 3}], null, 4]}}`.
private struct Nested: Decodable, Equatable {
  private enum Key: CodingKey { case outer, list, x }
  var numbers: [Int] = []
  var hadNull: Bool

  init(from decoder: any Decoder) throws {
    let outer = try decoder.container(keyedBy: Key.self).nestedContainer(keyedBy: Key.self, forKey: .outer)
    var list = try outer.nestedUnkeyedContainer(forKey: .list)
    numbers.append(try list.decode(Int.self))
    var inner = try list.nestedUnkeyedContainer()
    numbers.append(try inner.decode(Int.self))
    numbers.append(try inner.nestedContainer(keyedBy: Key.self).decode(Int.self, forKey: .x))
    hadNull = try list.decodeNil()
    numbers.append(try Int(from: list.superDecoder()))
    numbers += [list.currentIndex, list.count ?? -1, list.isAtEnd ? 1 : 0, outer.contains(.x) ? 1 : 0]
  }
}

@propertyWrapper private struct Trimmed: Decodable, Equatable {
  var wrappedValue: String

  init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(String.self).trimmingCharacters(in: .whitespaces)
  }
}

private struct Wrapped: Decodable, Equatable { @Trimmed var value: String }

private struct Greeting: Decodable, Equatable {
  private enum Key: CodingKey { case name }
  let text: String

  init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
    text = "\(decoder.userInfo.values.first ?? "") \(name)"
  }
}

private struct Lenient<Value: Decodable & Equatable>: Decodable, Equatable {
  var value: Value?
  init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
}

/// Passes over elements that can't be decoded.
private struct Lossy<Value: Decodable & Equatable>: Decodable, Equatable {
  private struct Anything: Decodable {}
  var values: [Value] = []

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    while !container.isAtEnd {
      if let value = try? container.decode(Value.self) {
        values.append(value)
      } else if try !container.decodeNil() {
        _ = try container.decode(JSONValue.self)
      }
    }
  }
}

private enum NumberOrText: Decodable, Equatable {
  case number(Int)
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}

/// Looks at the way to where it is.
private struct Steps: Decodable, Equatable {
  struct Inner: Decodable, Equatable {
    private enum Key: CodingKey { case b }
    var path: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      path = try container.superDecoder(forKey: .b).codingPath.map {
        $0.intValue.map(String.init) ?? $0.stringValue
      }
    }
  }
  var a: [Inner]
}
