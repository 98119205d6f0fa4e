/// A form of `multipart/form-data` (RFC 7578) as it arrives, for files that go elsewhere than to a temporary one.
///
///     app.post("/import") { (form: MultipartStream) in
///       for try await part in form {
///         for try await chunk in part.chunks { … }
///       }
///     }
///
/// The handler is called before the body is there. Only the piece at hand is in memory. A part's chunks are to be read
/// before the next part is asked for; those that are not are passed over.
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

  /// The body, as it arrives.
  public static var extractionSource: ExtractionSource { .bodyStream }

  /// The form of the request.
  ///
  /// - Throws: ``HTTPError`` 415 for another content type, and 400 for one without a valid boundary.
  public static func extract(from context: inout ExtractionContext) throws -> MultipartStream {
    do {
      return try MultipartStream(context.request)
    } catch {
      throw error.httpError
    }
  }

  /// The next part, once what is left of the one before is passed over; `nil` at the end of the body.
  ///
  /// It waits on the worker's thread.
  ///
  /// - Throws: as ``MultipartPart/nextChunk()``.
  public func nextPart() throws -> MultipartPart? {
    guard let (number, head) = try reader.nextPart() else { return nil }
    return MultipartPart(head: head, number: number, reader: reader)
  }

  /// The parts from here on as a form whose files are in memory or in temporary files.
  ///
  /// - Parameter limits: how much is taken; by default as for ``Multipart``.
  /// - Returns: the fields and files.
  /// - Throws: as ``MultipartPart/nextChunk()``; ``HTTPError`` 413 for what is over a limit and 507 if a temporary file has
  ///   no room; `SystemError` if it can't be written for another reason.
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

  /// The parts from here on; all iterators read the same body.
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  /// Reads the form part by part.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let stream: MultipartStream

    /// The next part, or `nil` at the end of the body.
    ///
    /// - Throws: as ``MultipartStream/nextPart()``.
    public func next() async throws -> MultipartPart? { try stream.nextPart() }
  }
}

extension Request {
  /// Has files outlive the handler, whose tasks may know no more of them than their paths.
  fileprivate func keep(_ files: [UploadedFile]) {
    guard !files.isEmpty else { return }
    self[KeptFilesKey.self] = (self[KeptFilesKey.self] ?? []) + files
  }
}

private enum KeptFilesKey: RequestValueKey {
  typealias Value = [UploadedFile]
}
