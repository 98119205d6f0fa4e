import _StringProcessing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ValidationRule where Value == String {
  /// Requires a number of characters; the failure types are `string_too_short` and `string_too_long`.
  ///
  /// It counts Unicode scalars, as databases and other languages do. A user-perceived character can consist of any
  /// number of scalars, so a limit on those characters would not limit the text's size.
  ///
  /// - Parameter range: the range of lengths.
  /// - Returns: the rule.
  public static func length(_ range: some RuleRange<Int>) -> ValidationRule {
    let bounds = range.ruleBounds
    return ValidationRule { text in
      guard let broken = bounds.brokenLength(text.unicodeScalars.count) else { return [] }
      let message = "String should have \(broken.wording) \(RuleText.counted(broken.limit, "character"))"
      return [BrokenRule(type: broken.isShort ? "string_too_short" : "string_too_long", message: message)]
    }
  }

  /// Requires a text that a regular expression matches as a whole; the failure type is `string_pattern_mismatch`.
  ///
  /// Matching tries one possibility after another, and their number depends on the pattern:
  ///
  /// - `[a-z]+-[0-9]+` takes linear time.
  /// - `.*,.*,.*` takes quadratic or cubic time, since successive repetitions can match the same text.
  /// - `(a+)+b` takes hours for a text of 40 characters, since it nests one repetition in another. No length limit
  ///   helps against that: don't write such a pattern.
  ///
  /// A text longer than the limit isn't matched; it is refused as `string_too_long`. A limit close to the expected
  /// length keeps a pattern of the second kind cheap.
  ///
  /// - Parameters:
  ///   - pattern: the regular expression, in Swift's syntax. A malformed one ends the program.
  ///   - maxLength: the largest number of characters (Unicode scalars) to match; 1,000 by default.
  /// - Returns: the rule.
  public static func pattern(_ pattern: String, maxLength: Int = 1000) -> ValidationRule {
    let regex = TextPattern(pattern)
    let length = length(...maxLength)
    return ValidationRule { text in
      let broken = length.broken(text)
      guard broken.isEmpty, !regex.matches(text) else { return broken }
      return [
        BrokenRule(type: "string_pattern_mismatch", message: "String should match pattern '\(pattern)'")
      ]
    }
  }

  /// Requires one of these texts, compared by code points; the failure type is `literal_error`.
  ///
  /// It doesn't use `==`, which takes a time quadratic in the number of marks in a client's text.
  ///
  /// - Parameter values: the allowed texts.
  /// - Returns: the rule.
  public static func oneOf(_ values: String...) -> ValidationRule {
    custom(RuleText.choices(values), type: "literal_error") { text in values.contains { $0.isExactly(text) } }
  }

  /// Requires an e-mail address as browsers check it; the failure type is `value_error`.
  public static var email: ValidationRule {
    custom("value is not a valid email address") { EmailSyntax.allows($0) }
  }

  /// Requires an absolute URL with a host; the failure types are `url_parsing` and `url_scheme`.
  ///
  /// - Parameter schemes: the allowed schemes; `http` and `https` by default.
  /// - Returns: the rule.
  public static func url(schemes: [String] = ["http", "https"]) -> ValidationRule {
    let names = RuleText.alternatives(schemes.map { "'\($0)'" })
    return ValidationRule { text in
      guard let url = URL(string: text), let scheme = url.scheme, url.host().map({ !$0.isEmpty }) == true
      else {
        return [BrokenRule(type: "url_parsing", message: "Input should be a valid URL")]
      }
      guard schemes.contains(scheme.lowercased()) else {
        return [BrokenRule(type: "url_scheme", message: "URL scheme should be \(names)")]
      }
      return []
    }
  }
}

/// A regular expression made from a text.
///
/// `@unchecked Sendable` is safe: a regular expression is immutable and is compiled once behind an atomic. It isn't
/// Sendable only because one made with a builder may hold closures; one made from a text holds none.
private struct TextPattern: @unchecked Sendable {
  private let regex: Regex<AnyRegexOutput>

  init(_ pattern: String) {
    do {
      regex = try Regex(pattern)
    } catch {
      preconditionFailure("The pattern '\(pattern)' is no regular expression: \(error)")
    }
  }

  func matches(_ text: String) -> Bool {
    // A match that fails with an error, for example because of the text's size, counts as no match.
    ((try? regex.wholeMatch(in: text)) ?? nil) != nil
  }
}
