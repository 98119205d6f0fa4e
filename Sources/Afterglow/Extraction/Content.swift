import HTTPTypes

/// A type that stands in bodies: a handler takes it from the request's, and returns it as the response's.
///
///     struct UserIn: Content {
///       var email: String
///       var password: String
///     }
///
/// The request's body is JSON (`application/json`, or any media type that ends in `+json`) or a form
/// (`application/x-www-form-urlencoded`, whose fields are read as ``Query`` reads them). A form is what a page of any other
/// site can have a browser send, cookies and all: where those say who the user is, check where requests come from.
///
/// What must hold beyond the properties' types is declared with ``Validatable``.
public protocol Content: Codable, RequestExtractable, ResponseConvertible {}

extension Content {
  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Decodes the body.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type and 400 for a malformed body; ``ValidationError`` with
  ///   everything that is missing, mistyped or against a rule; what ``RequestBody/collect()`` throws.
  public static func extract(from context: inout ExtractionContext) throws -> Self {
    switch try BodyFormat(of: context.request, among: [.json, .form]) {
    case .json: try JSONContent.decode(Self.self, fromRequestBody: context.request.body.collect())
    case .form: try FormContent.decode(Self.self, fromBodyOf: context.request)
    }
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
    _ = try BodyFormat(of: context.request, among: [.json])
    return try JSONContent.decode([Element].self, fromRequestBody: context.request.body.collect())
  }
}
