extension FormContent {
  /// Decodes a value from a request's query.
  ///
  /// - Throws: ``ValidationError`` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   a malformed query.
  static func decode<Value: Decodable>(_ type: Value.Type, fromQueryOf request: Request) throws -> Value {
    try toldAsHTTPError { try decode(type, from: request.query, of: "query") }
  }

  /// Decodes a value from a request's form body.
  ///
  /// - Throws: ``ValidationError`` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   a malformed form; the errors of ``RequestBody/collect()``.
  static func decode<Value: Decodable>(_ type: Value.Type, fromBodyOf request: Request) throws -> Value {
    let body = try request.body.collect()
    return try toldAsHTTPError {
      guard let text = String(validating: body, as: UTF8.self) else { throw FormError.notUTF8 }
      return try decode(type, from: text, of: "form")
    }
  }

  /// Decodes a value from the fields of a multipart form.
  ///
  /// - Throws: ``ValidationError`` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 if
  ///   the fields' names contradict each other.
  static func decode<Value: Decodable>(_ type: Value.Type, from fields: [Multipart.Field]) throws -> Value {
    try toldAsHTTPError { try decode(type, from: fields.map { (name: $0.name, value: $0.value) }) }
  }

  private static func toldAsHTTPError<Value>(_ decode: () throws -> Value) throws -> Value {
    do {
      return try decode()
    } catch let error as FormError {
      throw error.httpError
    }
  }
}
