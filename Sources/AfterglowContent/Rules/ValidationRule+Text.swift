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
  /// Matching tries one possibility after another: with a pattern as `(a+)+b` a short text keeps a worker busy for hours.
  /// Nest no repetitions, let no two that follow one another match the same, and put a ``length(_:)`` before it.
  ///
  /// - Parameter pattern: the regular expression, in Swift's syntax. One that is malformed ends the program.
  /// - Returns: the rule.
  public static func pattern(_ pattern: String) -> ValidationRule {
    let regex = TextPattern(pattern)
    return custom("String should match pattern '\(pattern)'", type: "string_pattern_mismatch") {
      regex.matches($0)
    }
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
