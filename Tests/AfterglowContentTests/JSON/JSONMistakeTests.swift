import Foundation
import Testing

@testable import AfterglowContent

/// Every mistake in a body is told with its place, whatever kind it is of.
@Suite struct JSONMistakeTests {
  private struct Numbers: Codable {
    var double: Double
    var byte: UInt8
    var integer: Int
    var long: Int
    var text: String
    var decimal: Decimal
  }

  @Test func `a number that its type can't hold is a mistake at its place, beside all others`() throws {
    let text =
      #"{"double":1e400,"byte":300,"integer":1.5,"long":99999999999999999999,"text":1,"decimal":1e400}"#
    #expect(
      try Numbers.failures(in: text) == [
        "double float_type", "byte int_type", "integer int_type", "long int_type", "text string_type",
        "decimal decimal_type",
      ])
    #expect(
      try Numbers.inputs(in: text) == [
        nil, .integer(300), .number(1.5), .integer(99_999_999_999_999_999_999), .integer(1), nil,
      ])
  }

  @Test func `a number that JSONValue can't hold is a mistake at its place`() throws {
    struct Mixed: Codable {
      var number: Int
      var any: JSONValue
      var list: [JSONValue]
    }
    #expect(
      try Mixed.failures(in: #"{"number":"x","any":{"a":[1,-1e400]},"list":[1,1e999,[1e999]]}"#) == [
        "number int_type", "any.a.[1] float_type", "list.[1] float_type", "list.[2].[0] float_type",
      ])
    #expect(try JSONValue.failures(in: "[1e400]") == ["[0] float_type"])
    #expect(try JSONValue.failures(in: "1e400") == [" float_type"])
    #expect(try [JSONValue].failures(in: "[0,1e400]") == ["[1] float_type"])
  }

  @Test func `of two members of one name the first counts, also where it is wrong`() throws {
    struct Named: Codable { var name: Int }
    #expect(try JSONContent.decode(Named.self, fromBody: Array(#"{"name":1,"name":"x"}"#.utf8)).name == 1)
    #expect(try Named.failures(in: #"{"name":"x","name":1}"#) == ["name int_type"])
    #expect(try Named.failures(in: #"{"na\u006de":"x","name":1}"#) == ["name int_type"])
  }

  @Test func `names are the same if their code points are`() throws {
    struct Composed: Codable { var é: Int }
    #expect(try JSONContent.decode(Composed.self, fromBody: Array("{\"\u{e9}\":1}".utf8)).é == 1)
    #expect(try Composed.failures(in: "{\"e\u{301}\":1}") == ["é missing"])
    let both = try JSONContent.decode(Composed.self, fromBody: Array("{\"e\u{301}\":2,\"\u{e9}\":1}".utf8))
    #expect(both.é == 1)
  }

  private struct Item: Codable { var tags: [[String: Int]] }

  /// Where the first mistake is in a list of items.
  private func path(_ text: String) -> [String] {
    do {
      _ = try JSONContent.decode([Item].self, from: Array(text.utf8))
      return ["no mistake"]
    } catch {
      return (error as? DecodingError)?.path.map { $0.intValue.map(String.init) ?? $0.stringValue } ?? [
        "\(error)"
      ]
    }
  }

  @Test func `the error of a decoder without explanations has the whole way to the value`() {
    #expect(
      path(#"[{"tags":[]},{"more":[1,2],"tags":[{},{"a":1,"b":"x"}]}]"#) == ["1", "tags", "1", "b"])
    #expect(path(#"[{"tags":[]},{"tags":null}]"#) == ["1", "tags"])
    #expect(path(#"[{"tags":[]},{}]"#) == ["1"])
    #expect(path("{}") == [])
  }

  @Test func `paths are right in whichever order they are asked for`() throws {
    let document = try JSONDocument(Array(#"{"a":[1,{"b":2,"c":[3]}],"d":{},"e":[[],[4,5]]}"#.utf8))
    let expected = (0..<document.absent).compactMap { index -> (Int, [String])? in
      guard let value = document.integerPath(index) else { return nil }
      return (index, value)
    }
    for _ in 0..<200 {
      for (index, path) in expected.shuffled() {
        #expect(document.path(to: index).map { $0.intValue.map(String.init) ?? $0.stringValue } == path)
      }
    }
    #expect(
      expected.map(\.1) == [
        ["a", "0"], ["a", "1", "b"], ["a", "1", "c", "0"], ["e", "1", "0"], ["e", "1", "1"],
      ])
  }

  @Test func `a type that looks at an enumeration's raw value is only given one that the initialiser makes`()
    throws
  {
    let text = #"{"picky":"x","byte":"x","single":"x","after":"x"}"#
    #expect(
      try Looking.failures(in: text).sorted() == ["byte enum", "picky enum", "single enum"])
    struct Behind: Codable {
      var color: Color
      var after: Int
    }
    #expect(try Behind.failures(in: #"{"color":"x","after":"x"}"#) == ["color enum", "after int_type"])
  }

  @Test func `an answer is not many times as long as the body`() throws {
    let name = String(repeating: "n", count: 10_000)
    let wrong = Array(repeating: "\"x\"", count: 1000).joined(separator: ",")
    let failures = try [String: [Int]].failures(in: "{\"\(name)\":[\(wrong)]}")
    #expect((1...40).contains(failures.count))
    #expect(try [Int].failures(in: "[\(wrong),\(wrong)]").count == 1000)
    let long = String(repeating: "x", count: 1_000_000)
    #expect(try [Int].failures(in: "[\"\(long)\",\"x\"]") == ["[0] int_type"])
  }
}

private enum Color: String, Codable { case red, green }

/// Its initialiser makes no value of a zero byte.
private struct Picky: RawRepresentable, Codable {
  let rawValue: String
  private let divisor: UInt8 = 1

  init?(rawValue: String) {
    guard rawValue == "right" else { return nil }
    self.rawValue = rawValue
  }
}

private struct Byte: RawRepresentable, Codable {
  let number: UInt8

  init?(rawValue: String) {
    guard let number = UInt8(rawValue), number > 0 else { return nil }
    self.number = number
  }

  var rawValue: String { String(100 / number) }
}

private enum Single: RawRepresentable, Codable {
  case only

  init?(rawValue: String) { return nil }
  var rawValue: String { "only" }
}

/// Uses the values at once, and traps on one that shouldn't exist.
///
/// Each is asked for in a value of its own.
private struct Looking: Decodable {
  private struct User<Value: RawRepresentable & Decodable>: Decodable where Value.RawValue == String {
    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer().decode(Value.self)
      precondition(Value(rawValue: value.rawValue) != nil, "\(Value.self) was not made by its initialiser.")
    }
  }

  private enum Key: CodingKey { case picky, byte, single }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    _ = try? container.decode(User<Picky>.self, forKey: .picky)
    _ = try? container.decode(User<Byte>.self, forKey: .byte)
    _ = try? container.decode(User<Single>.self, forKey: .single)
    throw CancellationError()
  }
}

extension JSONDocument {
  /// The way to a number, found by walking through everything.
  fileprivate func integerPath(_ target: Int) -> [String]? {
    guard kind(at: target) == .integer else { return nil }
    return walk(0, target, [])
  }

  private func walk(_ index: Int, _ target: Int, _ path: [String]) -> [String]? {
    if index == target { return path }
    switch kind(at: index) {
    case .array:
      return elements(of: index).enumerated().lazy.compactMap { self.walk($1, target, path + ["\($0)"]) }
        .first
    case .object:
      return JSONMembers(of: index, in: self).values.lazy
        .compactMap { self.walk($0, target, path + [self.text(at: $0 - 1)]) }.first
    default: return nil
    }
  }
}
