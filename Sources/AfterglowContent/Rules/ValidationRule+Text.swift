import _StringProcessing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ValidationRule where Value == String {
  /// So many characters: `string_too_short`, `string_too_long`.
  ///
  /// Unicode scalars are counted, as databases and other languages do. What a reader sees as one character can be made of
  /// any number of them, so a limit on that would be none on the text's size.
  public static func length(_ range: some RuleRange<Int>) -> ValidationRule {
    let bounds = range.ruleBounds
    return ValidationRule { text in
      guard let broken = bounds.brokenLength(text.unicodeScalars.count) else { return [] }
      let message = "String should have \(broken.wording) \(RuleText.counted(broken.limit, "character"))"
      return [BrokenRule(type: broken.isShort ? "string_too_short" : "string_too_long", message: message)]
    }
  }

  /// A text that a regular expression matches as a whole: `string_pattern_mismatch`.
  ///
  /// Matching tries one possibility after another, and how many there are depends on the pattern:
  ///
  /// - `[a-z]+-[0-9]+` takes a time that grows with the text.
  /// - `.*,.*,.*` takes the square or cube of that, since it has repetitions in a row that match the same.
  /// - `(a+)+b` keeps a worker busy for hours with a text of 40 characters, since it has a repetition inside another. No limit
  ///   of the length helps against that: don't write such a pattern.
  ///
  /// A text that is longer than the limit isn't matched: it is refused as `string_too_long`. A limit near to what is expected
  /// keeps a pattern of the second kind cheap.
  ///
  /// - Parameters:
  ///   - pattern: the regular expression, in Swift's syntax. One that is malformed ends the program.
  ///   - maxLength: the most characters (Unicode scalars) that a text may have to be matched; 1,000 by default.
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

  /// One of these texts, code point by code point: `literal_error`.
  ///
  /// `==` takes a time that is quadratic in the marks of a text, which is the client's here.
  public static func oneOf(_ values: String...) -> ValidationRule {
    custom(RuleText.choices(values), type: "literal_error") { text in values.contains { $0.isExactly(text) } }
  }

  /// An e-mail address as browsers check it: `value_error`.
  public static var email: ValidationRule {
    custom("value is not a valid email address") { EmailSyntax.allows($0) }
  }

  /// An absolute URL with a host: `url_parsing`, `url_scheme`.
  ///
  /// - Parameter schemes: what it may begin with; `http` and `https` by default.
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

/// A regular expression that was made of a text.
///
/// `@unchecked Sendable` because a regular expression is immutable, compiled once behind an atomic, and not Sendable only
/// for the closures that one made with a builder may hold; one made of a text holds none.
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
    // What can't be matched, for its size for example, is not what is asked for.
    ((try? regex.wholeMatch(in: text)) ?? nil) != nil
  }
}
