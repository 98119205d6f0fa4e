import Foundation
import Testing

@testable import AfterglowContent

/// The types and messages that pydantic 2.13 has, where it has such a rule.
@Suite struct ValidationRuleTests {
  private func broken<Value>(_ rule: ValidationRule<Value>, _ value: Value) -> String? {
    rule.broken(value).first.map { "\($0.type): \($0.message)" }
  }

  @Test func `a number in a range`() {
    #expect(broken(.range(1...5), 0) == "greater_than_equal: Input should be greater than or equal to 1")
    #expect(broken(.range(1...5), 6) == "less_than_equal: Input should be less than or equal to 5")
    #expect(broken(.range(..<5), 5) == "less_than: Input should be less than 5")
    #expect(broken(.range(1..<5), 0) == "greater_than_equal: Input should be greater than or equal to 1")
    #expect(broken(.greaterThan(1), 1) == "greater_than: Input should be greater than 1")
    #expect(broken(.multiple(of: 5), 3) == "multiple_of: Input should be a multiple of 5")
    #expect(broken(.range(...1.5), 3) == "less_than_equal: Input should be less than or equal to 1.5")
    #expect(broken(.range(...1.0), 3) == "less_than_equal: Input should be less than or equal to 1")
    #expect(broken(.range(0.0...), .nan) != nil)
  }

  @Test func `a number at a range's bounds is inside`() {
    #expect(broken(.range(1...5), 1) == nil)
    #expect(broken(.range(1...5), 5) == nil)
    #expect(broken(.range(1...), Int.max) == nil)
    #expect(broken(.range(...5), Int.min) == nil)
    #expect(broken(.range(1..<5), 4) == nil)
    #expect(broken(.greaterThan(1), 2) == nil)
    #expect(broken(.multiple(of: 5), -10) == nil)
  }

  @Test func `a date in a range`() {
    let start = Date(timeIntervalSince1970: 0)
    #expect(
      broken(.range(start...), start - 1)
        == "greater_than_equal: Input should be greater than or equal to 1970-01-01T00:00:00Z")
  }

  @Test func `a text's length`() {
    #expect(broken(.length(3...), "a") == "string_too_short: String should have at least 3 characters")
    #expect(broken(.length(1...), "") == "string_too_short: String should have at least 1 character")
    #expect(broken(.length(...1), "ab") == "string_too_long: String should have at most 1 character")
    #expect(broken(.length(..<2), "ab") == "string_too_long: String should have at most 1 character")
    #expect(broken(.length(1...2), "ab") == nil)
    #expect(broken(.length(...2), "äß") == nil)
    #expect(broken(.length(...5), "e" + String(repeating: "\u{301}", count: 9)) != nil)
  }

  @Test func `how many elements`() {
    #expect(
      broken(.count(1...), [Int]()) == "too_short: List should have at least 1 item after validation, not 0")
    #expect(
      broken(.count(...2), [1, 2, 3]) == "too_long: List should have at most 2 items after validation, not 3")
    #expect(
      broken(.count(...1), ["a": 1, "b": 2])
        == "too_long: Dictionary should have at most 1 item after validation, not 2")
    #expect(
      broken(.count(2...), Set([1])) == "too_short: Set should have at least 2 items after validation, not 1")
    #expect(broken(.count(1...2), [1, 2]) == nil)
  }

  @Test func `each element`() {
    let rule = ValidationRule<[Int]>.each(.range(1...), .multiple(of: 2))
    let broken = rule.broken([2, 1, 0, 4])
    #expect(broken.map(\.type) == ["multiple_of", "greater_than_equal"])
    #expect(broken.map(\.location) == [[.index(1)], [.index(2)]])
  }

  @Test func `one of a few values`() {
    #expect(broken(.oneOf("a", "b", "c"), "x") == "literal_error: Input should be 'a', 'b' or 'c'")
    #expect(broken(.oneOf("a"), "x") == "literal_error: Input should be 'a'")
    #expect(broken(.oneOf(1, 2), 3) == "literal_error: Input should be 1 or 2")
    #expect(broken(.oneOf("a", "b"), "b") == nil)
  }

  @Test func `a pattern, which has to match the whole text`() {
    let rule = ValidationRule<String>.pattern("[a-z]+")
    #expect(broken(rule, "A") == "string_pattern_mismatch: String should match pattern '[a-z]+'")
    #expect(broken(rule, "ab") == nil)
    for text in ["aB", "a\n", "\na", "", "a b"] { #expect(broken(rule, text) != nil) }
    #expect(broken(.pattern("^[a-z]+$"), "ab\n") != nil)
  }

  @Test func `a pattern sees no text that is longer than its limit`() {
    func text(_ length: Int) -> String { String(repeating: "a", count: length) }
    #expect(broken(.pattern("a*"), text(1000)) == nil)
    #expect(
      broken(.pattern("a*"), text(1001)) == "string_too_long: String should have at most 1000 characters")
    #expect(broken(.pattern("a*", maxLength: 1001), text(1001)) == nil)
    // Matching this would take longer than anybody waits.
    let rule = ValidationRule<String>.pattern("(a+)+b", maxLength: 8)
    #expect(broken(rule, text(60)) == "string_too_long: String should have at most 8 characters")
    #expect(broken(rule, text(8)) == "string_pattern_mismatch: String should match pattern '(a+)+b'")
  }

  @Test func `texts are one of a few by their code points`() {
    #expect(broken(.oneOf("\u{E9}"), "\u{E9}") == nil)
    #expect(broken(.oneOf("\u{E9}"), "e\u{301}") != nil)
  }

  @Test(arguments: [
    "ada@example.org", "a.b+c@sub.example.org", "a@localhost", "!#$%&'*+/=?^_`{|}~-@a-b.c", "1@2.3",
  ])
  func `an e-mail address`(text: String) {
    #expect(broken(.email, text) == nil)
  }

  @Test(arguments: [
    "", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b.", "ä@b.c",
    "a@ü.c",
    "a@b\r\nBcc: c@d", "a@b\u{0}", "<a@b>", "a@b_c",
  ])
  func `what is no e-mail address`(text: String) {
    #expect(broken(.email, text) == "value_error: value is not a valid email address")
  }

  @Test func `an e-mail address of limited length`() {
    let name = String(repeating: "a", count: 64)
    let label = String(repeating: "b", count: 61)
    #expect(broken(.email, "\(name)@\(label).\(label).\(label)") == nil)
    #expect(broken(.email, "a\(name)@\(label)") != nil)
    #expect(broken(.email, "a@bbb\(label)") != nil)
    #expect(broken(.email, "\(name)@\(label).\(label).\(label).bbb") == nil)
    #expect(broken(.email, "\(name)@\(label).\(label).\(label).bbbb") != nil)
  }

  @Test func `a URL`() {
    for text in ["https://example.org", "http://a/b?c#d", "HTTPS://example.org"] {
      #expect(broken(.url(), text) == nil)
    }
    for text in ["", "x", "/a", "http://", "mailto:a@b.c", "http:///a", "http://a b"] {
      #expect(broken(.url(), text) == "url_parsing: Input should be a valid URL", "\(text)")
    }
    #expect(broken(.url(), "ftp://a/b") == "url_scheme: URL scheme should be 'http' or 'https'")
    #expect(broken(.url(schemes: ["ftp"]), "ftp://a/b") == nil)
  }

  @Test func `a rule of the service's own`() {
    #expect(broken(.custom("Odd", type: "odd") { $0.isMultiple(of: 2) }, 1) == "odd: Odd")
    #expect(broken(.custom("Odd") { $0.isMultiple(of: 2) }, 2) == nil)
    let rule = ValidationRule<Int>.custom { $0 > 5 ? "It is \($0 - 5) too much" : nil }
    #expect(broken(rule, 7) == "value_error: It is 2 too much")
    #expect(broken(rule, 5) == nil)
  }
}
