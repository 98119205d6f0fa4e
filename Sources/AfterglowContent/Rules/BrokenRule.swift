/// A rule that a value breaks, with the location inside the value.
struct BrokenRule: Error, Sendable {
  let type: String
  let message: String
  var location: [ValidationFailure.Position] = []

  func inside(_ position: ValidationFailure.Position) -> BrokenRule {
    BrokenRule(type: type, message: message, location: [position] + location)
  }
}

/// The error with which decoding fails if a value has the right type but breaks that type's rules.
struct RulesBroken: Error {}
