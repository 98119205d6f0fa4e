/// The body as it arrives, for a handler that is called before the whole body has arrived.
///
///     app.put("/files/{name}") { (name: String, body: BodyStream) in
///       for try await chunk in body { … }
///     }
///
/// If the client or the web server goes away, reading the next chunk throws. If the handler rethrows that error, the
/// request ends and its background tasks do not run.
public struct BodyStream: RequestExtractable, AsyncSequence {
  private let body: RequestBody

  /// The body as it arrives.
  public static var extractionSource: ExtractionSource { .bodyStream }

  /// Returns the body of the request.
  public static func extract(from context: inout ExtractionContext) -> BodyStream {
    BodyStream(body: context.request.body)
  }

  /// The length that the client declared, in bytes; `nil` if it declared none.
  public var declaredLength: Int? { body.declaredLength }

  /// Sets the maximum size of this body in bytes, in place of `--max-body-size`.
  ///
  /// A handler that keeps only one piece in memory can accept far larger bodies than others. The web server has its own
  /// limit, `client_max_body_size` in nginx. Call the method before reading the first piece.
  public func limit(to byteCount: Int) { body.limit = byteCount }

  /// Returns the next piece of the body, or `nil` at the end.
  ///
  /// The method blocks the worker's thread while it waits.
  ///
  /// - Throws: ``RequestBodyError`` if the body is over the limit or differs in length from what was declared; the
  ///   connection's error if reading fails.
  public func nextChunk() throws -> [UInt8]? { try body.nextChunk() }

  /// Returns an iterator over the remaining pieces; all iterators read the same body.
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  /// An iterator over the pieces of a body.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let stream: BodyStream

    /// Returns the next piece of the body, or `nil` at the end.
    ///
    /// - Throws: the errors of ``BodyStream/nextChunk()``.
    public func next() async throws -> [UInt8]? { try stream.nextChunk() }
  }
}
