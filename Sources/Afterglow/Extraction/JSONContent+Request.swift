extension JSONContent {
  /// The value of a request's body.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if the text is malformed.
  static func decode<Value: Decodable>(_ type: Value.Type, fromRequestBody bytes: [UInt8]) throws -> Value {
    do {
      return try decode(type, fromBody: bytes)
    } catch let error as MalformedJSONError {
      throw error.httpError
    }
  }
}
