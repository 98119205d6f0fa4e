extension JSONContent {
  /// Decodes a value from a request's body.
  ///
  /// - Throws: ``ValidationError`` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   malformed JSON.
  static func decode<Value: Decodable>(_ type: Value.Type, fromRequestBody bytes: [UInt8]) throws -> Value {
    do {
      return try decode(type, fromBody: bytes)
    } catch let error as MalformedJSONError {
      throw error.httpError
    }
  }
}
