/// Checks the rules of values decoded from a request's data.
enum RuleChecking {
  /// Checks a value that is not inside another one, if its type has rules.
  ///
  /// - Parameter value: the value.
  /// - Throws: ``RulesBroken`` if the value breaks a rule.
  static func check<Value>(_ value: Value) throws(RulesBroken) {
    if let value = value as? any Validatable { try checkRules(of: value) }
  }

  static func checkRules<Value: Validatable>(of value: Value) throws(RulesBroken) {
    guard Value.rules.broken(by: value).isEmpty else { throw RulesBroken() }
  }
}
