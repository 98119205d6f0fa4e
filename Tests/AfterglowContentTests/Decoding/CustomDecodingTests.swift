import Testing

@testable import AfterglowContent

/// Types whose `init(from:)` is not the compiler's.
@Suite struct CustomDecodingTests {
  /// Refuses odd numbers.
  private struct Even: Codable {
    var number: Int

    init(from decoder: any Decoder) throws {
      number = try decoder.singleValueContainer().decode(Int.self)
      guard number.isMultiple(of: 2) else { throw TestError() }
    }
  }

  private struct Pair: Codable {
    var before: Int
    var even: Even
  }

  /// `[x, y]`.
  private struct Point: Decodable {
    var x: Double
    var y: Double

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      x = try container.decode(Double.self)
      y = try container.decode(Double.self)
    }
  }

  /// `{"outer": {"inner": 1, "list": [1, {"deep": true}]}}`.
  private struct Nested: Decodable {
    private enum Key: String, CodingKey { case outer, inner, list, deep }

    init(from decoder: any Decoder) throws {
      let outer = try decoder.container(keyedBy: Key.self).nestedContainer(keyedBy: Key.self, forKey: .outer)
      _ = try outer.decode(Int.self, forKey: .inner)
      var list = try outer.nestedUnkeyedContainer(forKey: .list)
      _ = try list.decode(Int.self)
      _ = try list.nestedContainer(keyedBy: Key.self).decode(Bool.self, forKey: .deep)
    }
  }

  private enum NumberOrText: Decodable {
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

  @Test func `a type that refuses a value is found, and what came before it too`() throws {
    #expect(
      try FailureCollector.summary(Pair.self, #"{"before": "x", "even": 3}"#) == [
        "before int_type", "even value_error",
      ])
    #expect(try FailureCollector.summary([Even].self, "[1, 2, 3]") == ["[0] value_error", "[2] value_error"])
  }

  @Test func `a type that refuses the stand-in of a value is not blamed for it`() throws {
    #expect(try FailureCollector.summary(Pair.self, #"{"before": 1, "even": "x"}"#) == ["even int_type"])
    #expect(try FailureCollector.summary(Pair.self, #"{"before": 1}"#) == ["even missing"])
  }

  @Test func `an array of fixed length is looked at to its end`() throws {
    #expect(try FailureCollector.summary(Point.self, #"["a", "b"]"#) == ["[0] float_type", "[1] float_type"])
    #expect(try FailureCollector.summary(Point.self, "[1]") == ["[1] missing"])
    #expect(
      try FailureCollector.summary([Point].self, #"[[1, 2], [3], 4]"#) == [
        "[1].[1] missing", "[2] list_type",
      ])
  }

  @Test func `nested containers are looked into`() throws {
    let text = #"{"outer": {"inner": "x", "list": ["y", {"deep": 1}]}}"#
    #expect(
      try FailureCollector.summary(Nested.self, text) == [
        "outer.inner int_type", "outer.list.[0] int_type", "outer.list.[1].deep bool_type",
      ])
    #expect(try FailureCollector.summary(Nested.self, "{}") == ["outer missing"])
    #expect(
      try FailureCollector.summary(Nested.self, #"{"outer": {"inner": 1, "list": {}}}"#) == [
        "outer.list list_type"
      ])
  }

  @Test func `a value that fits one of two types is not at fault for what is wrong beside it`() throws {
    struct Both: Decodable {
      var value: NumberOrText
      var name: String
    }
    #expect(try FailureCollector.summary(Both.self, #"{"value": "text"}"#) == ["name missing"])
    #expect(try FailureCollector.summary(Both.self, #"{"value": 1}"#) == ["name missing"])
    #expect(try FailureCollector.summary(Both.self, #"{"value": [], "name": "a"}"#).count == 1)
  }

  @Test func `a class decodes its super class from the value it is in`() async throws {
    class Base: Codable { var id: Int }
    class Derived: Base {
      var name: String

      enum Key: CodingKey { case name }

      required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        try super.init(from: container.superDecoder())
      }
    }
    #expect(
      try FailureCollector.summary(Derived.self, #"{"name": 1, "super": {"id": "x"}}"#) == [
        "name string_type", "super.id int_type",
      ])
    #expect(try FailureCollector.summary(Derived.self, #"{"name": "a"}"#).count == 1)
  }
}
