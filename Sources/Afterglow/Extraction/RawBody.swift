/// The whole body as it is, whatever its content type.
///
///     app.put("/blobs/{name}") { (name: String, body: RawBody) in try store(name, body.bytes) }
///
/// It is in memory; ``BodyStream`` is for bodies that should not be.
public struct RawBody: RequestExtractable {
  /// The bytes; none if there is no body.
  public let bytes: [UInt8]

  /// The content type as the client sent it, or `nil` if it sent none.
  public let contentType: String?

  /// The whole body.
  public static var extractionSource: ExtractionSource { .body }

  /// Reads the body.
  ///
  /// - Throws: what ``RequestBody/collect()`` throws.
  public static func extract(from context: inout ExtractionContext) throws -> RawBody {
    let contentType = context.request.contentType
    return RawBody(
      bytes: try context.request.body.collect(), contentType: contentType.isEmpty ? nil : contentType)
  }
}
