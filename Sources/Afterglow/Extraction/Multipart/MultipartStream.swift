/// A form of `multipart/form-data` (RFC 7578) as it arrives, for files that are stored elsewhere than in temporary
/// files.
///
///     app.post("/import") { (form: MultipartStream) in
///       for try await part in form {
///         for try await chunk in part.chunks { … }
///       }
///     }
///
/// The handler is called before the body has arrived, and only the current piece is in memory. Read a part's chunks
/// before requesting the next part; unread chunks are skipped.
public struct MultipartStream: RequestExtractable, AsyncSequence {
  private let reader: MultipartReader
  private let limits: MultipartLimits
  private let request: Request

  private init(_ request: Request) throws(MultipartError) {
    self.request = request
    limits = request.multipartLimits
    reader = MultipartReader(
      body: request.body, boundary: try MultipartBoundary(contentType: request.contentType), limits: limits)
  }

  /// The body as it arrives.
  public static var extractionSource: ExtractionSource { .bodyStream }

  /// Returns the form of the request.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, and 400 if the boundary is missing or invalid.
  public static func extract(from context: inout ExtractionContext) throws -> MultipartStream {
    do {
      return try MultipartStream(context.request)
    } catch {
      throw error.httpError
    }
  }

  /// Skips the rest of the current part and returns the next one, or `nil` at the end of the body.
  ///
  /// The method blocks the worker's thread while it waits.
  ///
  /// - Throws: the errors of ``MultipartPart/nextChunk()``.
  public func nextPart() throws -> MultipartPart? {
    guard let (number, head) = try reader.nextPart() else { return nil }
    return MultipartPart(head: head, number: number, reader: reader)
  }

  /// Reads the remaining parts into a form, whose files are in memory or in temporary files.
  ///
  /// - Parameter limits: the limits of the form; those for ``Multipart`` by default.
  /// - Returns: the form with its fields and files.
  /// - Throws: the errors of ``MultipartPart/nextChunk()``; ``HTTPError`` 413 if a limit is exceeded, and 507 if there
  ///   is no space for a temporary file; `SystemError` if it can't be written for another reason.
  public func collect(limits: MultipartLimits? = nil) throws -> Multipart {
    var collector = MultipartCollector(limits: limits ?? self.limits)
    if let limits { reader.use(limits) }
    do {
      while let part = try nextPart() { try collector.add(part) }
    } catch let error as MultipartError {
      throw error.httpError
    }
    request.keep(collector.form.files)
    return collector.form
  }

  /// Returns an iterator over the remaining parts; all iterators read the same body.
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  /// An iterator over the parts of a form.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let stream: MultipartStream

    /// Returns the next part, or `nil` at the end of the body.
    ///
    /// - Throws: the errors of ``MultipartStream/nextPart()``.
    public func next() async throws -> MultipartPart? { try stream.nextPart() }
  }
}

extension Request {
  /// Keeps files alive after the handler, because its background tasks may hold nothing but their paths.
  fileprivate func keep(_ files: [UploadedFile]) {
    guard !files.isEmpty else { return }
    self[KeptFilesKey.self] = (self[KeptFilesKey.self] ?? []) + files
  }
}

private enum KeptFilesKey: RequestValueKey {
  typealias Value = [UploadedFile]
}

extension MultipartLimits: MiddlewareWithoutTaskLocals {
  /// Passes the request on with these limits, in place of those of outer middleware.
  ///
  /// - Throws: any error of `next`.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    request[MultipartLimitsKey.self] = self
    return try await next.respond(to: request)
  }
}

extension Request {
  /// The limits for this request's form.
  var multipartLimits: MultipartLimits { self[MultipartLimitsKey.self] ?? MultipartLimits() }
}

private enum MultipartLimitsKey: RequestValueKey {
  typealias Value = MultipartLimits
}
