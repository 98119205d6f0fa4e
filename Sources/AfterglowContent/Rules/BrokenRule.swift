/// A rule that a value breaks, and where inside the value.
struct BrokenRule: Error, Sendable {
  let type: String
  let message: String
  var location: [ValidationFailure.Position] = []

  func inside(_ position: ValidationFailure.Position) -> BrokenRule {
    BrokenRule(type: type, message: message, location: [position] + location)
  }
}

/// Thrown by decoding where a value is of its type, and breaks that type's rules.
struct RulesBroken: Error {}
