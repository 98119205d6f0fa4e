import Foundation
import Testing

@testable import AfterglowContent

/// What Foundation's encoder writes with sorted keys and plain slashes is written here too, byte for byte.
@Suite struct JSONEncodingTests {
  private func expectAgreement(
    _ values: any Encodable..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    for value in values {
      let expected = String(decoding: try encoder.encode(value), as: UTF8.self)
      let encoded = String(decoding: try JSONContent.encode(value), as: UTF8.self)
      #expect(encoded == expected, sourceLocation: sourceLocation)
    }
  }

  @Test func `numbers`() throws {
    try expectAgreement(
      [
        1.0, -0.0, 0.1, 1e15, 1e16, 1e20, 123_456_789_012_345_680, 1e-4, 1e-5, .leastNonzeroMagnitude,
        1.7976931348623157e308,
      ],
      [Float(1), 0.1, 1e20, 16_777_216], [Int.min, .max, 0], [UInt64.max], [Int8(-1)], [Int128.min, .max],
      [UInt128.max], [Decimal(string: "1.50"), Decimal(string: "1e100"), Decimal(-3)], [UInt8(0), 255],
      [UInt16.max], [Int32.min], 7, 1.5)
    for _ in 0..<2000 {
      let number = Double(bitPattern: .random(in: 0...UInt64.max))
      if number.isFinite { try expectAgreement(number, Float(number).isFinite ? Float(number) : 0) }
    }
  }

  @Test func `texts, and types that are written as texts`() throws {
    try expectAgreement(
      "", "/\"\\\u{8}\u{c}\n\r\t\u{0}\u{1}\u{1f}\u{7f}\u{80}\u{2028}é😀", "e\u{301}",
      URL(string: "http://example.org/a/b?c=d&e"), Data([0, 255, 3]),
      Date(timeIntervalSince1970: 1_795_000_000),
      UUID(uuidString: "E621E1F8-C36C-495A-93FC-0C247A3E6E5F"), true, false, [Bool?.none, true])
  }

  @Test func `collections`() throws {
    try expectAgreement(
      [Int](), [String: Int](), [[1], [], [2, 3]],
      ["b": 1, "a": 2, "B": 3, "é": 4, "e\u{301}x": 5, "z": 6, "a10": 7, "a9": 8, "": 9],
      [1: "a", 10: "b", 9: "c"], ["x": ["y": [1, 2]], "a": [:]], ["a": "b", "\"": "\n"], Int?.none,
      [Level.low: 1], ["level": Level.high], [Area.north: 1, .south: 2],
      JSONValue.object([
        "b": .array([.null, .bool(true), .integer(1), .number(1.5), .string("/")]), "a": .object([:]),
      ]))
  }

  @Test func `types of one's own`() throws {
    try expectAgreement(
      Person(name: "Ada", age: nil, level: .low), [Person(name: "", age: 1, level: .high)],
      Shape.circle(radius: 2),
      Shape.point, Derived(), Alternating(), SameTwice(), Nothing.wrapped, ["a": Nothing()], OneContainer(),
      Nested(),
      Falling(), FallingElement(), PathInside())
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a number that is not finite is an error at its place`(number: Double) throws {
    let error = try #require(throws: EncodingError.self) {
      try JSONContent.encode(["a": ["b": [1, number]]])
    }
    guard case .invalidValue(_, let context) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue } == ["a", "b", "1"])
    #expect(throws: EncodingError.self) { try JSONContent.encode(Float(number)) }
    #expect(throws: EncodingError.self) { try JSONContent.encode(JSONValue.array([.number(number)])) }
  }

  @Test func `a value that encodes nothing is an error, since there would be no text`() {
    #expect(throws: EncodingError.self) { try JSONContent.encode(Nothing()) }
  }

  @Test func `a date without a year of four digits is an error at its place`() {
    #expect(throws: EncodingError.self) { try JSONContent.encode([Date.distantFuture + 400_000_000_000]) }
  }

  @Test func `a date's milliseconds are written and read back`() throws {
    let date = Date(timeIntervalSince1970: 1_795_000_000.678)
    let bytes = try JSONContent.encode(["at": date])
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"at":"2026-11-18T11:06:40.678Z"}"#)
    #expect(try JSONContent.decode([String: Date].self, from: bytes) == ["at": date])
  }

  @Test func `options change dates, names and lines`() throws {
    struct Event: Codable, Equatable {
      var createdAt: Date
      var baseURLString: String
      var moreOf: [String: Int]
    }
    let event = Event(createdAt: Date(timeIntervalSince1970: 1.5), baseURLString: "", moreOf: ["aB": 1])
    let options = JSONOptions(dates: .secondsSince1970, keys: .snakeCase)
    let bytes = try JSONContent.encode(event, options: options)
    #expect(
      String(decoding: bytes, as: UTF8.self) == #"{"base_url_string":"","created_at":1.5,"more_of":{"aB":1}}"#
    )
    #expect(try JSONContent.decode(Event.self, from: bytes, options: options) == event)
    let milliseconds = try JSONContent.encode(
      [event.createdAt], options: JSONOptions(dates: .millisecondsSince1970))
    #expect(String(decoding: milliseconds, as: UTF8.self) == "[1500]")
    let failures = try #require(throws: ValidationError.self) {
      try JSONContent.decode(
        Event.self, fromBody: Array(#"{"created_at":"x","base_url_string":""}"#.utf8), options: options)
    }.failures
    #expect(failures.map(\.summary) == ["created_at datetime_type", "more_of missing"])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    for value in [["a": [1, 2], "b": []], [:]] as [[String: [Int]]] {
      let pretty = try JSONContent.encode(value, options: JSONOptions(formatting: .pretty))
      #expect(
        String(decoding: pretty, as: UTF8.self) == String(decoding: try encoder.encode(value), as: UTF8.self))
    }
  }

  @Test(arguments: [JSONOptions.Dates.iso8601, .secondsSince1970, .millisecondsSince1970])
  func `a date is written to the millisecond and read back as it is written`(form: JSONOptions.Dates) throws {
    let options = JSONOptions(dates: form)
    // The clock has more digits than milliseconds.
    let dates = (0..<1000).map { Date(timeIntervalSince1970: 1_795_410_000.000_2 + Double($0) / 1000) }
    let bytes = try JSONContent.encode(dates, options: options)
    let read = try JSONContent.decode([Date].self, from: bytes, options: options)
    #expect(try JSONContent.encode(read, options: options) == bytes)
    #expect(zip(read, dates).allSatisfy { abs($0.timeIntervalSince($1)) < 0.001 })
    let text = String(decoding: bytes, as: UTF8.self)
    let longest = text.dropFirst().dropLast().split(separator: ",").map(\.count).max()
    #expect(longest == Self.length(of: form))
  }

  private static func length(of dates: JSONOptions.Dates) -> Int {
    switch dates {
    case .iso8601: #""2026-11-23T05:00:00.002Z""#.count
    case .secondsSince1970: "1795410000.002".count
    case .millisecondsSince1970: "1795410000002".count
    }
  }

  @Test func `an enumeration with values is read by its names in snake case`() throws {
    let options = JSONOptions(keys: .snakeCase)
    let orders: [Order] = [
      .sendURL(baseURL: "x"), .payByBankTransfer(accountNumber: 7), .wait,
    ]
    let bytes = try JSONContent.encode(orders, options: options)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"[{"send_url":{"base_url":"x"}},{"pay_by_bank_transfer":{"account_number":7}},"#
        + #"{"wait":{}}]"#)
    #expect(try JSONContent.decode([Order].self, from: bytes, options: options) == orders)
    #expect(try JSONContent.decode([Order].self, fromBody: bytes, options: options) == orders)
    #expect(throws: ValidationError.self) {
      try JSONContent.decode(Order.self, fromBody: Array(#"{"sendURL":{}}"#.utf8), options: options)
    }
  }

  @Test func `a long name costs no more in snake case than its length`() throws {
    let name = String(repeating: "a_", count: 20_000)
    let text = Array("{\"\(name)\":{}}".utf8)
    let options = JSONOptions(keys: .snakeCase)
    #expect(throws: DecodingError.self) { try JSONContent.decode(Order.self, from: text, options: options) }
  }
}

// MARK: - Types that are encoded in different ways

private enum Order: Codable, Equatable {
  case sendURL(baseURL: String)
  case payByBankTransfer(accountNumber: Int)
  case wait
}

private enum Level: String, Codable { case low, high }

private enum Area: String, Codable, CodingKeyRepresentable { case north, south }

private struct Person: Codable {
  var name: String
  var age: Int?
  var level: Level
}

private enum Shape: Codable {
  case circle(radius: Double)
  case point
}

private enum Key: String, CodingKey { case a, b, c, z }

private class Base: Encodable {
  var a = 1
}

private final class Derived: Base {
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(2, forKey: .z)
    try super.encode(to: container.superEncoder())
  }
}

/// Fills several containers in turns.
private struct Alternating: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    var list = container.nestedUnkeyedContainer(forKey: .z)
    var object = container.nestedContainer(keyedBy: Key.self, forKey: .a)
    try list.encode(1)
    try object.encode(2, forKey: .b)
    try list.encode(3)
    let later = list.superEncoder()
    try list.encode(5)
    try container.encodeNil(forKey: .b)
    try object.encode(6, forKey: .a)
    try 4.encode(to: later)
    try Int?.none.encode(to: container.superEncoder(forKey: .c))
  }
}

private struct SameTwice: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(["x": 1], forKey: .b)
    try container.encode(1, forKey: .a)
    try container.encode(["y": 2], forKey: .b)
    var one = container.nestedContainer(keyedBy: Key.self, forKey: .c)
    try one.encode(1, forKey: .z)
    var other = container.nestedContainer(keyedBy: Key.self, forKey: .c)
    try other.encode(2, forKey: .a)
    try one.encode(3, forKey: .b)
  }
}

private struct Nothing: Encodable {
  static let wrapped = [Nothing()]
  func encode(to encoder: any Encoder) throws {}
}

/// As a class and its super class do.
private struct OneContainer: Encodable {
  func encode(to encoder: any Encoder) throws {
    var one = encoder.container(keyedBy: Key.self)
    try one.encode(1, forKey: .b)
    var other = encoder.container(keyedBy: Key.self)
    try other.encode(2, forKey: .a)
  }
}

private struct Nested: Encodable {
  func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encodeNil()
    var inner = list.nestedContainer(keyedBy: Key.self)
    try inner.encode(list.count, forKey: .a)
    var innermost = list.nestedUnkeyedContainer()
    try innermost.encode(innermost.count)
  }
}

private struct Refusing: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: .a)
    throw CancellationError()
  }
}

/// Goes on without a member that can't be encoded.
private struct Falling: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try? container.encode(Refusing(), forKey: .a)
    try container.encode(1, forKey: .b)
  }
}

private struct FallingElement: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try? container.encode(Refusing())
    try container.encode(1)
  }
}

private struct PathInside: Encodable {
  struct Inner: Encodable {
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(encoder.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue })
    }
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode([Inner(), Inner()], forKey: .a)
  }
}
