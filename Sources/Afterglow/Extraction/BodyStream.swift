/// The body as it arrives, for a handler that is to be called before the whole of it is there.
///
///     app.put("/files/{name}") { (name: String, body: BodyStream) in
///       for try await chunk in body { … }
///     }
///
/// If the client or the web server goes away, the next chunk is an error, and what the handler lets through of that is
/// the end of the request: its tasks do not run.
public struct BodyStream: RequestExtractable, AsyncSequence {
  private let body: RequestBody

  /// The body, as it arrives.
  public static var extractionSource: ExtractionSource { .bodyStream }

  /// The body of the request.
  public static func extract(from context: inout ExtractionContext) -> BodyStream {
    BodyStream(body: context.request.body)
  }

  /// The length that the client declared, in bytes, or `nil` if it declared none.
  public var declaredLength: Int? { body.declaredLength }

  /// Sets the most bytes that this body may have, in place of `--max-body-size`.
  ///
  /// A handler that keeps no more than a piece in memory may let in far more than the others; the web server has a limit
  /// of its own, `client_max_body_size` with nginx. To be called before the first piece is read.
  public func limit(to byteCount: Int) { body.limit = byteCount }

  /// The next piece of the body, or `nil` at its end.
  ///
  /// It waits on the worker's thread.
  ///
  /// - Throws: ``RequestBodyError`` if the body is over the limit or doesn't come whole; the connection's error if
  ///   that fails.
  public func nextChunk() throws -> [UInt8]? { try body.nextChunk() }

  /// The pieces from here on; all iterators read the same body.
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  /// Reads the body piece by piece.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let stream: BodyStream

    /// The next piece of the body, or `nil` at its end.
    ///
    /// - Throws: as ``BodyStream/nextChunk()``.
    public func next() async throws -> [UInt8]? { try stream.nextChunk() }
  }
}
