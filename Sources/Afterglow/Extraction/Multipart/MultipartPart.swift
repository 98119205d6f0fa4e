import HTTPTypes

/// A part of a form, either a field or a file, as it arrives.
public struct MultipartPart: Sendable {
  let head: MultipartPartHead
  private let number: Int
  private let reader: MultipartReader

  init(head: MultipartPartHead, number: Int, reader: MultipartReader) {
    self.head = head
    self.number = number
    self.reader = reader
  }

  /// The name of the part in the form.
  public var name: String { head.name }

  /// The file's name, without the folders that some clients put before it; `nil` if the part is a field.
  ///
  /// The name comes from the client. It may be empty, denote a hidden file or contain control characters: don't store a
  /// file under it.
  public var filename: String? { head.filename }

  /// The media type that the client declared; `nil` if it declared none.
  public var contentType: String? { head.contentType }

  /// All header fields of the part.
  public var headers: HTTPFields { head.headers }

  /// The pieces of the content.
  ///
  /// Read them before requesting the next part.
  public var chunks: Chunks { Chunks(part: self) }

  /// Returns the next piece of the content, or `nil` at the end.
  ///
  /// The method blocks the worker's thread while it waits.
  ///
  /// - Throws: ``HTTPError`` if the form is malformed or over a limit; ``RequestBodyError`` or the connection's error
  ///   if the body doesn't arrive completely; ``MultipartPartPassedError`` if another part has been requested since.
  public func nextChunk() throws -> [UInt8]? { try reader.nextChunk(ofPart: number) }

  /// The pieces of a part's content.
  public struct Chunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
    fileprivate let part: MultipartPart

    /// Returns the sequence itself, because the content can be read only once.
    public func makeAsyncIterator() -> Chunks { self }

    /// Returns the next piece of the content, or `nil` at the end.
    ///
    /// - Throws: the errors of ``MultipartPart/nextChunk()``.
    public func next() async throws -> [UInt8]? { try part.nextChunk() }
  }
}
