/// Whether a decoder is to check rules: where a request's data is decoded, and not where a service decodes something else.
enum RuleChecking {
  private static let key = CodingUserInfoKey(rawValue: "Afterglow.checksRules")

  /// What such a decoder is given.
  static let userInfo: [CodingUserInfoKey: any Sendable] = key.map { [$0: true] } ?? [:]

  static func isAsked(by userInfo: [CodingUserInfoKey: Any]) -> Bool {
    key.map { userInfo[$0] != nil } ?? false
  }

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
