import HTTPTypes

extension JSONValue: Content {
  /// Decodes the body as JSON.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, and 400 for a malformed body; ``ValidationError`` if a
  ///   number is too large; the errors of ``RequestBody/collect()``.
  public static func extract(from context: inout ExtractionContext) throws -> JSONValue {
    _ = try BodyFormat(of: context.request, among: [.json])
    return try JSONContent.decode(JSONValue.self, fromRequestBody: context.request.body.collect())
  }
}
