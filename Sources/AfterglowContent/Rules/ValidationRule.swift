/// One thing that must hold for a value: `.range(1...10)`, `.email`, `.custom("…") { … }`.
///
/// The failures' types and messages are those of pydantic 2. A rule of one's own that is used in several places:
///
///     extension ValidationRule<String> {
///       static let slug = pattern("[a-z0-9-]+")
///     }
public struct ValidationRule<Value>: Sendable {
  /// What of it the value breaks; empty if it holds.
  let broken: @Sendable (Value) -> [BrokenRule]

  init(broken: @escaping @Sendable (Value) -> [BrokenRule]) {
    self.broken = broken
  }

  /// A rule whose message may say something of the value.
  init(
    _ type: String, holds: @escaping @Sendable (Value) -> Bool,
    message: @escaping @Sendable (Value) -> String
  ) {
    broken = { holds($0) ? [] : [BrokenRule(type: type, message: message($0))] }
  }

  /// A rule of one's own.
  ///
  /// - Parameters:
  ///   - message: what the client reads when it is broken, as it stands here.
  ///   - type: the failure's type, for programs; `value_error` by default.
  ///   - holds: whether the value is as it must be.
  /// - Returns: the rule.
  public static func custom(
    _ message: String, type: String = "value_error", holds: @escaping @Sendable (Value) -> Bool
  ) -> ValidationRule {
    ValidationRule(type, holds: holds) { _ in message }
  }

  /// A rule of one's own that has a different thing to say from case to case.
  ///
  /// - Parameters:
  ///   - type: the failure's type, for programs; `value_error` by default.
  ///   - problem: what the client reads, or `nil` if the value is as it must be.
  /// - Returns: the rule.
  public static func custom(
    type: String = "value_error", problem: @escaping @Sendable (Value) -> String?
  ) -> ValidationRule {
    ValidationRule { value in problem(value).map { [BrokenRule(type: type, message: $0)] } ?? [] }
  }
}

extension ValidationRule where Value: Equatable & Sendable {
  /// One of these values: `literal_error`.
  public static func oneOf(_ values: Value...) -> ValidationRule {
    custom(RuleText.choices(values), type: "literal_error") { values.contains($0) }
  }
}

extension ValidationRule where Value: Collection & SendableMetatype {
  /// Between so many elements: `too_short`, `too_long`.
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

  /// That these rules hold for each element; the failure says at which position.
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
