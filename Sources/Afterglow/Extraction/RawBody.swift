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
