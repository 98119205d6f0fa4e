import HTTPTypes

/// A type that stands in bodies: a handler takes it from the request's, and returns it as the response's.
///
///     struct UserIn: Content {
///       var email: String
///       var password: String
///     }
///
/// The body is JSON (`application/json`, or any media type that ends in `+json`).
public protocol Content: Codable, RequestExtractable, ResponseConvertible {}

extension Content {
  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Decodes the body.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type and 400 for malformed JSON; ``ValidationError`` with
  ///   everything that is missing or mistyped; what ``RequestBody/collect()`` throws.
  public static func extract(from context: inout ExtractionContext) throws -> Self {
    try JSONContent.decode(Self.self, from: context.request)
  }

  /// The value as JSON.
  public func response(to request: Request) -> Response { Response(self) }
}

extension Array: RequestExtractable where Element: Content {
  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Decodes a JSON array.
  ///
  /// - Throws: as ``Content/extract(from:)`` does.
  public static func extract(from context: inout ExtractionContext) throws -> [Element] {
    try JSONContent.decode([Element].self, from: context.request)
  }
}
