/// Checks the rules of what has been decoded from a request's data.
enum RuleChecking {
  /// Checks a value that is not inside another one, if its type has rules.
  ///
  /// - Throws: ``RulesBroken``.
  static func check<Value>(_ value: Value) throws(RulesBroken) {
    if let value = value as? any Validatable { try checkRules(of: value) }
  }

  static func checkRules<Value: Validatable>(of value: Value) throws(RulesBroken) {
    guard Value.rules.broken(by: value).isEmpty else { throw RulesBroken() }
  }
}
