import HTTPTypes

/// The whole body as bytes, whatever its content type.
///
///     app.put("/blobs/{name}") { (name: String, body: RawBody) in try store(name, body.bytes) }
///
/// The body is in memory. For larger bodies use ``BodyStream``.
public struct RawBody: RequestExtractable {
  /// The bytes; empty if there is no body.
  public let bytes: [UInt8]

  /// The content type that the client sent; `nil` if it sent none.
  public let contentType: String?

  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Reads the body.
  ///
  /// - Throws: the errors of ``RequestBody/collect()``.
  public static func extract(from context: inout ExtractionContext) throws -> RawBody {
    let contentType = context.request.contentType
    return RawBody(
      bytes: try context.request.body.collect(), contentType: contentType.isEmpty ? nil : contentType)
  }
}

/// The whole body as text in UTF-8, whatever its media type (`text/plain`, `text/csv`, `application/xml`, …).
///
///     app.post("/notes") { (note: TextBody) in try save(note.text) }
public struct TextBody: RequestExtractable {
  /// The text; empty if there is no body.
  public let text: String

  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Reads the body.
  ///
  /// - Throws: ``HTTPError`` 415 if the content type names a character set other than UTF-8 or its subset US-ASCII, and
  ///   400 if the bytes are not UTF-8; the errors of ``RequestBody/collect()``.
  public static func extract(from context: inout ExtractionContext) throws -> TextBody {
    let contentType = context.request.contentType
    if !contentType.isEmpty {
      guard let type = MediaType(contentType), type.isUTF8 || type.isASCII else {
        throw HTTPError(
          .unsupportedMediaType, detail: "The content type '\(contentType)' can't be read here; send UTF-8.")
      }
    }
    guard let text = String(validating: try context.request.body.collect(), as: UTF8.self) else {
      throw HTTPError(.badRequest, detail: "The request body is not valid UTF-8.")
    }
    return TextBody(text: text)
  }
}
