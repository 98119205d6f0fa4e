import AfterglowTesting
import Foundation
import Testing

@testable import AfterglowContent

/// Thousands of values with mistakes put into them, always the same ones: just these are found.
@Suite struct GeneratedRulesTests {
  private enum Level: String, Codable { case low, high }

  private struct Leaf: Codable, Validatable {
    var id: Int
    var name: String
    var level: Level?

    static let rules = ValidationRules<Leaf> { rules in
      rules.check(\.id, "id", .range(1...1000))
      rules.check(\.name, "name", .length(1...8), .pattern("[a-z0-9]+"))
    }
  }

  private struct Branch: Codable, Validatable {
    var email: String
    var leaves: [Leaf]
    var only: Leaf?
    var byName: [String: Leaf]
    var tags: [String]
    var low: Int
    var high: Int

    static let rules = ValidationRules<Branch> { rules in
      rules.check(\.email, "email", .email)
      rules.check(\.leaves, "leaves", .count(...3))
      rules.check(\.tags, "tags", .each(.length(...3)))
      rules.whole("Out of order", at: "high") { $0.low <= $0.high }
    }
  }

  @Test func `the mistakes in a body are listed, each once`() async throws {
    var generator = SeededGenerator(seed: 4)
    var valid = 0
    for _ in 0..<3000 {
      await Task.yield()
      var value = GeneratedBranch(&generator)
      value.make(&generator)
      let text = String(decoding: try JSONContent.encode(value.json), as: UTF8.self)
      #expect(try Branch.failures(in: text).sorted() == value.mistakes.sorted(), "\(text)")
      if value.mistakes.isEmpty { valid += 1 }
    }
    #expect((300..<2700).contains(valid))
  }

  @Test func `the mistakes in a form are listed, each once`() async throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      await Task.yield()
      var value = GeneratedBranch(&generator, isForm: true)
      value.make(&generator)
      #expect(try Branch.failures(inForm: value.form).sorted() == value.mistakes.sorted(), "\(value.form)")
    }
  }

  @Test func `a form of any bytes is decoded, or refused`() async throws {
    var generator = SeededGenerator(seed: 6)
    let pieces = [
      "email", "leaves", "only", "tags", "low", "[", "]", "[]", "[0]", "[1]", "[id]", "[name]", "=", "=", "&",
      "&", "%", "%5B",
      "%00", "%ff", "+", "1", "99999999999999999999", "a@b.c", "\u{fc}", "x", ".", "-",
    ]
    var outcomes: Set<String> = []
    for _ in 0..<2000 {
      await Task.yield()
      let count = Int(generator.next() % 30)
      let text = (0..<count).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
      do {
        let failures = try Branch.failures(inForm: text)
        #expect(Set(failures).count == failures.count, "\(text)")
        #expect(!failures.isEmpty)
        outcomes.insert("refused")
      } catch is FormError {
        outcomes.insert("malformed")
      }
    }
    #expect(outcomes == ["refused", "malformed"])
  }
}

/// A value, mostly right, and what is wrong with it.
private struct GeneratedBranch {
  private(set) var members: [String: JSONValue] = [:]
  private(set) var mistakes: [String] = []
  private let isForm: Bool
  private let rarity: Int

  init(_ generator: inout SeededGenerator, isForm: Bool = false) {
    self.isForm = isForm
    rarity = Int.random(in: 8...67, using: &generator)
  }

  var json: JSONValue { .object(members) }

  var form: String {
    members.sorted { $0.key < $1.key }.flatMap { Self.pairs($0.key, $0.value) }.joined(separator: "&")
  }

  mutating func make(_ generator: inout SeededGenerator) {
    member("email", .string("a@b.c"), "value_error", .string("a@"), "string_type", &generator)
    member("low", .integer(1), nil, .null, "int_type", &generator)
    member("high", .integer(2), nil, .null, "int_type", &generator)
    let count = generator.next() % 3 + 1
    members["leaves"] = .array((0..<count).map { leaf("leaves.[\($0)]", &generator) })
    if generator.oneIn(2) { members["only"] = leaf("only", &generator) }
    members["byName"] = .object(["a": leaf("byName.a", &generator), "b": leaf("byName.b", &generator)])
    let isLong = generator.oneIn(rarity)
    members["tags"] = .array([.string("abc"), .string(isLong ? "abcd" : "")])
    if isLong { mistakes.append("tags.[1] string_too_long") }
    if mistakes.isEmpty, generator.oneIn(4) {
      members["high"] = .integer(0)
      mistakes.append("high value_error")
    }
  }

  private mutating func leaf(_ path: String, _ generator: inout SeededGenerator) -> JSONValue {
    // Something right, so that a leaf without its fields is still there in a form.
    var leaf: [String: JSONValue] = ["level": .string("low")]
    leaf["id"] = field(path + ".id", .integer(7), "greater_than_equal", .integer(0), "int_type", &generator)
    leaf["name"] = field(
      path + ".name", .string("abc"), "string_pattern_mismatch", .string("A"), "string_type", &generator)
    if generator.oneIn(rarity) {
      leaf["level"] = .string("middle")
      mistakes.append("\(path).level enum")
    }
    return .object(leaf)
  }

  private mutating func member(
    _ name: String, _ right: JSONValue, _ rule: String?, _ breaking: JSONValue, _ type: String,
    _ generator: inout SeededGenerator
  ) {
    members[name] = field(name, right, rule, breaking, type, &generator)
  }

  /// The value of a field, or `nil` to leave it out.
  private mutating func field(
    _ path: String, _ right: JSONValue, _ rule: String?, _ breaking: JSONValue, _ type: String,
    _ generator: inout SeededGenerator
  ) -> JSONValue? {
    guard generator.oneIn(rarity) else { return right }
    switch generator.next() % 3 {
    case 0:
      mistakes.append("\(path) missing")
      return nil
    case 1 where rule != nil:
      mistakes.append("\(path) \(rule ?? "")")
      return breaking
    default:
      mistakes.append("\(path) \(type)")
      return isForm ? .array([.string("x"), .string("y")]) : .object([:])
    }
  }

  private static func pairs(_ name: String, _ value: JSONValue) -> [String] {
    switch value {
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { pairs("\(name)[\($0.key)]", $0.value) }
    case .array(let elements):
      elements.enumerated().flatMap { pairs("\(name)[\($0.offset)]", $0.element) }
    case .string(let text): ["\(name)=\(text)"]
    case .integer(let number): ["\(name)=\(number)"]
    case .null, .bool, .number: []
    }
  }
}
