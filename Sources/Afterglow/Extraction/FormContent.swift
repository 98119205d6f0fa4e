import HTTPTypes

/// Bodies and queries of `name=value` pairs (`application/x-www-form-urlencoded`, WHATWG URL section 5.1).
enum FormContent {
  static func decode<Value: Decodable>(_ type: Value.Type, fromQueryOf request: Request) throws -> Value {
    try decode(type, from: request.query, of: "query")
  }

  static func decode<Value: Decodable>(_ type: Value.Type, fromBodyOf request: Request) throws -> Value {
    guard let text = String(validating: try request.body.collect(), as: UTF8.self) else {
      throw HTTPError(.badRequest, detail: "The form is not valid UTF-8.")
    }
    return try decode(type, from: text, of: "form")
  }

  /// The value of these pairs.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if the text is malformed.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, of source: String
  ) throws -> Value {
    try decode(type, from: FormTree(text, of: source).value)
  }

  /// The value of a multipart form's fields.
  ///
  /// - Throws: as for a text.
  static func decode<Value: Decodable>(_ type: Value.Type, from fields: [Multipart.Field]) throws -> Value {
    try decode(type, from: FormTree(fields).value)
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws -> Value {
    do {
      let decoder = CollectingDecoder(
        value: value, report: FailureReport(), isForm: true, stopsAtFailure: true)
      return try decoder.decodeOrStandIn(type)
    } catch {
      let failures = FailureCollector.failures(decoding: type, from: value, isForm: true)
      throw ValidationError(failures.isEmpty ? [.refusal(at: [], input: nil)] : failures)
    }
  }
}

extension MediaType {
  var isForm: Bool { essence == "application/x-www-form-urlencoded" }
}
