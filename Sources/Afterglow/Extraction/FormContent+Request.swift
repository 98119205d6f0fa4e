extension FormContent {
  /// The value of a request's query.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if the query is malformed.
  static func decode<Value: Decodable>(_ type: Value.Type, fromQueryOf request: Request) throws -> Value {
    try toldAsHTTPError { try decode(type, from: request.query, of: "query") }
  }

  /// The value of a request's body.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if the form is malformed; what
  ///   ``RequestBody/collect()`` throws.
  static func decode<Value: Decodable>(_ type: Value.Type, fromBodyOf request: Request) throws -> Value {
    let body = try request.body.collect()
    return try toldAsHTTPError {
      guard let text = String(validating: body, as: UTF8.self) else { throw FormError.notUTF8 }
      return try decode(type, from: text, of: "form")
    }
  }

  /// The value of a multipart form's fields.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if names contradict each other.
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
