// An initialiser of a Decodable type, the compiler's as well as one written by hand, calls the overload that says the most
// about the type it asks for. These are chosen, at compile time, for types with rules. The other containers are protocols,
// whose own methods the compiler prefers to any of an extension.

extension KeyedDecodingContainer {
  /// The value for a key, whose type has rules.
  ///
  /// - Throws: what decoding throws, and an error if the value comes from a request and breaks a rule.
  public func decode<Value: Decodable & Validatable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decode(RuleChecked<Value>.self, forKey: key).value
  }

  /// The value for a key, whose type has rules, if there is one.
  ///
  /// - Throws: what decoding throws, and an error if the value comes from a request and breaks a rule.
  public func decodeIfPresent<Value: Decodable & Validatable>(
    _ type: Value.Type, forKey key: Key
  ) throws -> Value? {
    try decodeIfPresent(RuleChecked<Value>.self, forKey: key)?.value
  }
}

extension SingleValueDecodingContainer {
  /// Generic over all types, so that none of the overloads above is chosen.
  func decodeWithoutRules<Value: Decodable>(_ type: Value.Type) throws -> Value { try decode(type) }
}
