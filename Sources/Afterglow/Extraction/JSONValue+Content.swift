import HTTPTypes

extension JSONValue: Content {
  /// Reads the body, which is JSON.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type and 400 for a malformed body; ``ValidationError`` for a number that
  ///   is too large; what ``RequestBody/collect()`` throws.
  public static func extract(from context: inout ExtractionContext) throws -> JSONValue {
    _ = try BodyFormat(of: context.request, among: [.json])
    return try JSONContent.decode(JSONValue.self, fromRequestBody: context.request.body.collect())
  }
}
