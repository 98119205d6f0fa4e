/// Decodes bodies and queries of `name=value` pairs (`application/x-www-form-urlencoded`, WHATWG URL section 5.1).
package enum FormContent {
  /// Decodes a text of pairs.
  ///
  /// - Parameters:
  ///   - type: the type to decode.
  ///   - text: the pairs.
  ///   - source: the name of the text in error messages.
  /// - Returns: the value.
  /// - Throws: ``ValidationError`` with all failures; ``FormError`` if the text is malformed.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, of source: String
  ) throws -> Value {
    try decode(type, from: FormTree(text, of: source).document)
  }

  /// Decodes the fields of a multipart form.
  ///
  /// - Parameters:
  ///   - type: the type to decode.
  ///   - fields: the names and values of the fields.
  /// - Returns: the value.
  /// - Throws: ``ValidationError`` with all failures; ``FormError`` if the fields are malformed.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from fields: [(name: String, value: String)]
  ) throws -> Value {
    try decode(type, from: FormTree(fields).document)
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, from document: JSONDocument
  ) throws -> Value {
    do {
      let decoder = CollectingDecoder(
        document: document, index: JSONDocument.root, report: FailureReport(on: document), isForm: true,
        stopsAtFailure: true)
      return try decoder.decodeOrStandIn(type)
    } catch {
      let failures = FailureCollector.failures(decoding: type, from: document, isForm: true)
      throw ValidationError(failures.isEmpty ? [.refusal(at: [], input: nil)] : failures)
    }
  }
}
