import AfterglowContent
import Foundation
import Testing

@Suite struct ValidationRulesTests {
  private struct Item: Codable, Validatable {
    var name: String
    var price: Int

    static let rules = ValidationRules<Item> { rules in
      rules.check(\.name, "name", .length(1...5))
      rules.check(\.price, "price", .range(1...))
    }
  }

  private struct Order: Codable, Validatable {
    var email: String
    var items: [Item]
    var gift: Item?
    var byName: [String: [Item]]?
    var note: String?
    var first: Int
    var last: Int

    static let rules = ValidationRules<Order> { rules in
      rules.check(\.email, "email", .length(...20), .email)
      rules.check(\.items, "items", .count(1...3))
      rules.check(\.note, "note", .length(2...))
      rules.whole("The last must not be before the first", at: "last") { $0.first <= $0.last }
    }
  }

  private static let item = #"{"name":"pen","price":1}"#

  private func order(
    email: String = #""a@b.c""#, items: String = "[\(item)]", more: String = "", last: String = "2"
  ) -> String {
    #"{"email":\#(email),"items":\#(items),\#(more)"first":1,"last":\#(last)}"#
  }

  @Test func `a value that keeps all rules is valid`() throws {
    #expect(try Order.failures(in: order()) == [])
    let more = #""gift":\#(Self.item),"byName":{"a":[\#(Self.item)]},"note":"ab","#
    #expect(try Order.failures(in: order(more: more)) == [])
  }

  @Test func `each property that breaks its rules is listed`() throws {
    let broken = order(email: #""x""#, items: "[]", more: #""note":"a","#)
    #expect(
      try Order.failures(in: broken) == ["email value_error", "items too_short", "note string_too_short"])
  }

  @Test func `of one property's rules the first that is broken is listed`() throws {
    #expect(
      try Order.failures(in: order(email: #""aaaaaaaaaaaaaaaaaaaaaaaaa""#)) == ["email string_too_long"])
  }

  @Test func `an optional that is absent or null keeps its rules`() throws {
    #expect(try Order.failures(in: order(more: #""note":null,"gift":null,"#)) == [])
  }

  @Test func `values inside are checked by their own rules, with the way to them`() throws {
    let bad = #"{"name":"","price":0}"#
    #expect(
      try Order.failures(in: order(items: "[\(Self.item),\(bad)]")) == [
        "items.[1].name string_too_short", "items.[1].price greater_than_equal",
      ])
    #expect(
      try Order.failures(in: order(more: #""gift":\#(bad),"#)) == [
        "gift.name string_too_short", "gift.price greater_than_equal",
      ])
    #expect(
      try Order.failures(in: order(more: #""byName":{"a":[],"b":[\#(Self.item),\#(bad)]},"#)) == [
        "byName.b.[1].name string_too_short", "byName.b.[1].price greater_than_equal",
      ])
  }

  @Test func `the body itself can be an array of values with rules`() throws {
    #expect(
      try [Item].failures(in: #"[\#(Self.item),{"name":"pen","price":0}]"#) == [
        "[1].price greater_than_equal"
      ])
  }

  @Test func `rules are checked beside what is missing or mistyped`() throws {
    let text = #"{"email":"x","items":[{"name":"","price":"1"},{"price":0}],"note":"a","last":true}"#
    #expect(
      try Order.failures(in: text) == [
        "items.[0].price int_type", "items.[0].name string_too_short", "items.[1].name missing",
        "items.[1].price greater_than_equal", "first missing", "last int_type", "email value_error",
        "note string_too_short",
      ])
  }

  @Test func `what is missing or mistyped is not said to break a rule as well`() throws {
    #expect(
      try Order.failures(in: #"{"items":"x","note":1,"first":1,"last":1}"#) == [
        "email missing", "items list_type", "note string_type",
      ])
  }

  @Test func `a property with something wrong inside is not asked itself`() throws {
    let items =
      "[" + Array(repeating: Self.item, count: 3).joined(separator: ",") + #",{"name":"pen","price":0}]"#
    #expect(try Order.failures(in: order(items: items)) == ["items.[3].price greater_than_equal"])
  }

  @Test func `a rule of the whole value is asked when nothing in it is wrong`() throws {
    #expect(try Order.failures(in: order(last: "0")) == ["last value_error"])
    #expect(try Order.failures(in: order(email: #""x""#, last: "0")) == ["email value_error"])
    #expect(try Order.failures(in: order(email: "1", last: "0")) == ["email string_type"])
  }

  @Test func `a rule never sees a value that was not in the request`() throws {
    struct Strict: Codable, Validatable {
      var one: Int
      var list: [Int]
      var other: Int

      static let rules = ValidationRules<Strict> { rules in
        rules.check(\.one, "one", .custom("trap") { 100 / $0 > 0 })
        rules.check(\.list, "misspelt", .custom("trap") { $0[0] > 0 })
        rules.whole("trap") { 100 / $0.one > $0.list[0] }
      }
    }
    #expect(try Strict.failures(in: #"{"other":1}"#) == ["one missing", "list missing"])
    #expect(
      try Strict.failures(in: #"{"one":"x","list":{}}"#) == [
        "one int_type", "list list_type", "other missing",
      ])
    #expect(try Strict.failures(in: "[]") == [" dict_type"])
  }

  @Test func `the failure has the value, unless it is the whole`() throws {
    struct Pair: Codable, Validatable {
      var name: String
      var tags: [String]

      static let rules = ValidationRules<Pair> { rules in
        rules.check(\.tags, "tags", .each(.length(...1)))
        rules.whole("Never") { $0.name != "never" }
      }
    }
    let broken = try Pair.inputs(in: #"{"name":"never","tags":["a","bc"]}"#)
    #expect(broken == [.string("bc")])
    let whole = try Pair.inputs(in: #"{"name":"never","tags":[]}"#)
    #expect(whole == [nil])
  }

  @Test func `a type that decodes itself is checked, inside others and with others inside`() throws {
    struct Wrapper: Decodable, Validatable {
      var items: [Item]
      enum Key: String, CodingKey { case entries }

      init(from decoder: any Decoder) throws {
        items = try decoder.container(keyedBy: Key.self).decode([Item].self, forKey: .entries)
      }

      static let rules = ValidationRules<Wrapper> { $0.check(\.items, "entries", .count(...2)) }
    }
    struct Outer: Decodable { var wrapper: Wrapper }
    let bad = #"{"name":"pen","price":0}"#
    #expect(
      try Outer.failures(in: #"{"wrapper":{"entries":[\#(Self.item),\#(bad)]}}"#) == [
        "wrapper.entries.[1].price greater_than_equal"
      ])
    let three = Array(repeating: Self.item, count: 3).joined(separator: ",")
    #expect(try Outer.failures(in: #"{"wrapper":{"entries":[\#(three)]}}"#) == ["wrapper.entries too_long"])
  }

  @Test func `a type that fits one of two ways is checked the way it fits`() throws {
    struct Either: Decodable {
      var item: Item?
      var text: String?
      enum Key: String, CodingKey { case value }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        text = try? container.decode(String.self, forKey: .value)
        if text == nil { item = try container.decode(Item.self, forKey: .value) }
      }
    }
    struct Both: Decodable { var either: Either }
    #expect(try Both.failures(in: #"{"either":{"value":"x"}}"#) == [])
    #expect(try Both.failures(in: #"{"either":{"value":\#(Self.item)}}"#) == [])
    let broken = try Both.failures(in: #"{"either":{"value":{"name":"pen","price":0}}}"#)
    #expect(!broken.isEmpty)
  }

  @Test func `a generic type's parameter is checked where it is constrained`() throws {
    struct Page<Element: Codable & Validatable>: Codable { var elements: [Element] }
    #expect(
      try Page<Item>.failures(in: #"{"elements":[{"name":"pen","price":0}]}"#) == [
        "elements.[0].price greater_than_equal"
      ])
  }

  @Test func `a set's elements are checked`() throws {
    struct Code: Codable, Hashable, Validatable {
      var text: String
      static let rules = ValidationRules<Code> { $0.check(\.text, "text", .length(2...2)) }
    }
    struct Codes: Codable { var codes: Set<Code> }
    #expect(
      try Codes.failures(in: #"{"codes":[{"text":"ab"},{"text":"c"}]}"#) == [
        "codes.[1].text string_too_short"
      ])
  }

  @Test func `a decoder of the service's own checks no rules`() throws {
    let text = order(items: #"[{"name":"","price":0}]"#, last: "0")
    _ = try JSONDecoder().decode(Order.self, from: Data(text.utf8))
  }

  @Test func `a form is checked by the same rules`() throws {
    #expect(
      try Order.failures(inForm: "email=a@b.c&items[0][name]=pen&items[0][price]=1&first=1&last=2") == [])
    #expect(
      try Order.failures(inForm: "email=x&items[0][name]=pen&items[0][price]=0&last=b&note=") == [
        "items.[0].price greater_than_equal", "first missing", "last int_type", "email value_error",
        "note string_too_short",
      ])
    #expect(
      try Order.failures(inForm: "email=a@b.c&items[0][name]=pen&items[0][price]=1&first=1&last=0") == [
        "last value_error"
      ])
  }
}
