// Initialisers of Decodable types, synthesised or written by hand, call the overload that is most specific for the
// type they decode. For types with rules the compiler chooses the overloads below. The other containers are
// protocols, whose own methods the compiler prefers to those of an extension.

extension KeyedDecodingContainer {
  /// Decodes the value for a key, whose type has rules.
  ///
  /// - Parameters:
  ///   - type: the type of the value.
  ///   - key: the key.
  /// - Returns: the value.
  /// - Throws: the errors of decoding, and an error if the value comes from a request and breaks a rule.
  public func decode<Value: Decodable & Validatable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decode(RuleChecked<Value>.self, forKey: key).value
  }

  /// Decodes the value for a key, whose type has rules, if there is one.
  ///
  /// - Parameters:
  ///   - type: the type of the value.
  ///   - key: the key.
  /// - Returns: the value, or `nil` if there is none.
  /// - Throws: the errors of decoding, and an error if the value comes from a request and breaks a rule.
  public func decodeIfPresent<Value: Decodable & Validatable>(
    _ type: Value.Type, forKey key: Key
  ) throws -> Value? {
    try decodeIfPresent(RuleChecked<Value>.self, forKey: key)?.value
  }
}

extension SingleValueDecodingContainer {
  /// Decodes a value; as it is generic over all types, none of the overloads above is chosen.
  func decodeWithoutRules<Value: Decodable>(_ type: Value.Type) throws -> Value { try decode(type) }
}
