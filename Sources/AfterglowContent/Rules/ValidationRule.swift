/// One requirement for a value, such as `.range(1...10)`, `.email` or `.custom("…") { … }`.
///
/// The failures' types and messages are those of pydantic 2. Declare a custom rule that is used in several places
/// like this:
///
///     extension ValidationRule<String> {
///       static let slug = pattern("[a-z0-9-]+")
///     }
public struct ValidationRule<Value>: Sendable {
  /// Returns the failures of a value; empty if it keeps the rule.
  let broken: @Sendable (Value) -> [BrokenRule]

  init(broken: @escaping @Sendable (Value) -> [BrokenRule]) {
    self.broken = broken
  }

  /// Creates a rule whose message may depend on the value.
  init(
    _ type: String, holds: @escaping @Sendable (Value) -> Bool,
    message: @escaping @Sendable (Value) -> String
  ) {
    broken = { holds($0) ? [] : [BrokenRule(type: type, message: message($0))] }
  }

  /// Returns a custom rule.
  ///
  /// - Parameters:
  ///   - message: the message for the client.
  ///   - type: the failure's type, for programs; `value_error` by default.
  ///   - holds: a closure that returns whether the value keeps the rule.
  /// - Returns: the rule.
  public static func custom(
    _ message: String, type: String = "value_error", holds: @escaping @Sendable (Value) -> Bool
  ) -> ValidationRule {
    ValidationRule(type, holds: holds) { _ in message }
  }

  /// Returns a custom rule whose message depends on the value.
  ///
  /// - Parameters:
  ///   - type: the failure's type, for programs; `value_error` by default.
  ///   - problem: a closure that returns the message for the client, or `nil` if the value keeps the rule.
  /// - Returns: the rule.
  public static func custom(
    type: String = "value_error", problem: @escaping @Sendable (Value) -> String?
  ) -> ValidationRule {
    ValidationRule { value in problem(value).map { [BrokenRule(type: type, message: $0)] } ?? [] }
  }
}

extension ValidationRule where Value: Equatable & Sendable {
  /// Requires one of these values; the failure type is `literal_error`.
  ///
  /// - Parameter values: the allowed values.
  /// - Returns: the rule.
  public static func oneOf(_ values: Value...) -> ValidationRule {
    custom(RuleText.choices(values), type: "literal_error") { values.contains($0) }
  }
}

extension ValidationRule where Value: Collection & SendableMetatype {
  /// Requires a number of elements; the failure types are `too_short` and `too_long`.
  ///
  /// - Parameter range: the range of counts.
  /// - Returns: the rule.
  public static func count(_ range: some RuleRange<Int>) -> ValidationRule {
    let bounds = range.ruleBounds
    let kind = RuleText.collectionName(Value.self)
    return ValidationRule { value in
      let count = value.count
      guard let broken = bounds.brokenLength(count) else { return [] }
      let message =
        "\(kind) should have \(broken.wording) \(RuleText.counted(broken.limit, "item")) after validation, not \(count)"
      return [BrokenRule(type: broken.isShort ? "too_short" : "too_long", message: message)]
    }
  }

  /// Requires that each element keeps these rules; the failure names the element's position.
  ///
  /// - Parameter rules: the rules for each element, of which only the first broken one is reported.
  /// - Returns: the rule.
  public static func each(_ rules: ValidationRule<Value.Element>...) -> ValidationRule {
    ValidationRule { value in
      var broken: [BrokenRule] = []
      for (index, element) in value.enumerated() {
        broken += rules.firstBroken(by: element).map { $0.inside(.index(index)) }
      }
      return broken
    }
  }
}
