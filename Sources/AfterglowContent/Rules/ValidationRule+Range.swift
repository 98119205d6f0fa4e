extension ValidationRule where Value: Comparable & Sendable {
  /// Requires a value in this range.
  ///
  /// The failure types are `greater_than_equal`, `less_than_equal`, and `less_than` for a range without its end.
  ///
  /// - Parameter range: the range.
  /// - Returns: the rule.
  public static func range(_ range: some RuleRange<Value>) -> ValidationRule {
    let bounds = range.ruleBounds
    return ValidationRule { value in
      if let lower = bounds.lower, !(value >= lower) {
        return [.comparison("greater_than_equal", "greater than or equal to", lower)]
      }
      guard let upper = bounds.upper else { return [] }
      if bounds.includesUpper {
        return value <= upper ? [] : [.comparison("less_than_equal", "less than or equal to", upper)]
      }
      return value < upper ? [] : [.comparison("less_than", "less than", upper)]
    }
  }

  /// Requires a value above this bound; the failure type is `greater_than`.
  ///
  /// - Parameter bound: the bound.
  /// - Returns: the rule.
  public static func greaterThan(_ bound: Value) -> ValidationRule {
    ValidationRule { $0 > bound ? [] : [.comparison("greater_than", "greater than", bound)] }
  }
}

extension ValidationRule where Value: BinaryInteger & Sendable {
  /// Requires a multiple of this number; the failure type is `multiple_of`.
  ///
  /// - Parameter number: the number.
  /// - Returns: the rule.
  public static func multiple(of number: Value) -> ValidationRule {
    custom("Input should be a multiple of \(number)", type: "multiple_of") { $0.isMultiple(of: number) }
  }
}

extension BrokenRule {
  fileprivate static func comparison(_ type: String, _ wording: String, _ bound: some Any) -> BrokenRule {
    BrokenRule(type: type, message: "Input should be \(wording) \(RuleText.description(of: bound))")
  }
}

/// A range whose bounds a rule can name: `1...8`, `1...`, `...8`, `1..<9`, `..<9`.
public protocol RuleRange<Bound> {
  /// The type of the bounds.
  associatedtype Bound: Comparable

  /// The bounds.
  var ruleBounds: RuleBounds<Bound> { get }
}

/// The bounds of a range; `nil` stands for no bound.
public struct RuleBounds<Bound: Comparable> {
  let lower: Bound?
  let upper: Bound?
  var includesUpper = true
}

extension RuleBounds: Sendable where Bound: Sendable {}

extension ClosedRange: RuleRange {
  /// Both bounds.
  public var ruleBounds: RuleBounds<Bound> { RuleBounds(lower: lowerBound, upper: upperBound) }
}

extension Range: RuleRange {
  /// Both bounds; the upper one is excluded.
  public var ruleBounds: RuleBounds<Bound> {
    RuleBounds(lower: lowerBound, upper: upperBound, includesUpper: false)
  }
}

extension PartialRangeFrom: RuleRange {
  /// The lower bound.
  public var ruleBounds: RuleBounds<Bound> { RuleBounds(lower: lowerBound, upper: nil) }
}

extension PartialRangeThrough: RuleRange {
  /// The upper bound.
  public var ruleBounds: RuleBounds<Bound> { RuleBounds(lower: nil, upper: upperBound) }
}

extension PartialRangeUpTo: RuleRange {
  /// The upper bound, which is excluded.
  public var ruleBounds: RuleBounds<Bound> {
    RuleBounds(lower: nil, upper: upperBound, includesUpper: false)
  }
}

extension RuleBounds<Int> {
  /// Returns how a length violates the bounds, or `nil` if it doesn't.
  func brokenLength(_ length: Int) -> (isShort: Bool, wording: String, limit: Int)? {
    if let lower, length < lower { return (true, "at least", lower) }
    guard let upper else { return nil }
    let limit = includesUpper ? upper : upper - 1
    return length > limit ? (false, "at most", limit) : nil
  }
}
