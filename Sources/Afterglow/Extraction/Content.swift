import HTTPTypes

/// A type for bodies: a handler takes it from the request's body, and returns it as the response's body.
///
///     struct UserIn: Content {
///       var email: String
///       var password: String
///     }
///
/// The request's body is JSON (`application/json`, or any media type that ends in `+json`) or a form
/// (`application/x-www-form-urlencoded`, whose fields are decoded as for ``Query``). A page of any other site can make
/// a browser send a form, including its cookies. If cookies identify the user, check the origin of requests.
///
/// Declare rules beyond the properties' types with `Validatable`.
public protocol Content: Codable, RequestExtractable, ResponseConvertible {}

extension Content {
  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Decodes the body.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, and 400 for a malformed body; `ValidationError` with every
  ///   value that is missing, mistyped or against a rule; the errors of ``RequestBody/collect()``.
  public static func extract(from context: inout ExtractionContext) throws -> Self {
    switch try BodyFormat(of: context.request, among: [.json, .form]) {
    case .json: try JSONContent.decode(Self.self, fromBodyOf: context.request)
    case .form: try FormContent.decode(Self.self, fromBodyOf: context.request)
    }
  }

  /// Returns a response with the value as JSON.
  public func response(to request: Request) -> Response { Response(self) }
}

extension Array: RequestExtractable where Element: Content {
  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Decodes a JSON array.
  ///
  /// - Throws: the errors of ``Content/extract(from:)``.
  public static func extract(from context: inout ExtractionContext) throws -> [Element] {
    _ = try BodyFormat(of: context.request, among: [.json])
    return try JSONContent.decode([Element].self, fromBodyOf: context.request)
  }
}

extension JSONContent {
  /// Decodes a value from a request's body.
  ///
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   malformed JSON; the errors of ``RequestBody/collect()``.
  static func decode<Value: Decodable>(_ type: Value.Type, fromBodyOf request: Request) throws -> Value {
    let bytes = try request.body.collect()
    do {
      return try decode(type, fromBody: bytes, options: request.json)
    } catch let error as MalformedJSONError {
      throw error.httpError
    }
  }
}

extension JSONValue: Content {
  /// Decodes the body as JSON.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, and 400 for a malformed body; `ValidationError` if a
  ///   number is too large; the errors of ``RequestBody/collect()``.
  public static func extract(from context: inout ExtractionContext) throws -> JSONValue {
    _ = try BodyFormat(of: context.request, among: [.json])
    return try JSONContent.decode(JSONValue.self, fromBodyOf: context.request)
  }
}

/// The format of a body to decode.
enum BodyFormat: String {
  case json = "application/json"
  case form = "application/x-www-form-urlencoded"

  /// Reads the format from the request's content type.
  ///
  /// - Throws: ``HTTPError`` 415 if the content type is none of the given formats.
  init(of request: Request, among formats: [BodyFormat]) throws(HTTPError) {
    let text = request.contentType
    guard let format = Self.named(text), formats.contains(format) else {
      let given =
        text.isEmpty ? "The request has no content type" : "The content type '\(text)' can't be read here"
      let readable = RuleText.alternatives(formats.map(\.rawValue))
      // RFC 9110, section 15.5.16: the Accept field tells programs the same.
      throw HTTPError(
        .unsupportedMediaType, detail: "\(given); send \(readable).",
        headers: [.accept: formats.map(\.rawValue).joined(separator: ", ")])
    }
    self = format
  }

  private static func named(_ text: String) -> BodyFormat? {
    // Almost every body has exactly this type, and parsing it takes longer than reading a small body.
    if text.isExactly(json.rawValue) { return .json }
    guard let type = MediaType(text), type.isUTF8 else { return nil }
    return type.isJSON ? .json : type.isForm ? .form : nil
  }
}
