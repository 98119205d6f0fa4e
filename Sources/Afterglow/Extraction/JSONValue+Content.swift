import HTTPTypes

extension JSONValue: Content {
  /// Reads the body, which is JSON.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type and 400 for a malformed body; what ``RequestBody/collect()``
  ///   throws.
  public static func extract(from context: inout ExtractionContext) throws -> JSONValue {
    _ = try BodyFormat(of: context.request, among: [.json])
    guard let value = JSONParser.parse(try context.request.body.collect()) else {
      throw MalformedJSONError().httpError
    }
    return value
  }
}
