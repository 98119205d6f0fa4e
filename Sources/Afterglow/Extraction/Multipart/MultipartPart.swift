import HTTPTypes

/// A part of a form, a field or a file, as it arrives.
public struct MultipartPart: Sendable {
  let head: MultipartPartHead
  private let number: Int
  private let reader: MultipartReader

  init(head: MultipartPartHead, number: Int, reader: MultipartReader) {
    self.head = head
    self.number = number
    self.reader = reader
  }

  /// The name that the form gives it.
  public var name: String { head.name }

  /// The file's name, without the folders that some clients put before it; `nil` if the part is a field.
  ///
  /// It is what the client says. It may be empty, stand for a hidden file or have control characters: no file should be
  /// written under it.
  public var filename: String? { head.filename }

  /// Its media type as the client says, or `nil` if it says none.
  public var contentType: String? { head.contentType }

  /// All header fields of the part.
  public var headers: HTTPFields { head.headers }

  /// The content, in pieces; to be read before the next part is asked for.
  public var chunks: Chunks { Chunks(part: self) }

  /// The next piece of the content, or `nil` at its end.
  ///
  /// It waits on the worker's thread.
  ///
  /// - Throws: ``HTTPError`` for a form that is malformed or over a limit; ``RequestBodyError`` or the connection's error
  ///   if the body doesn't come whole; ``MultipartPartPassedError`` if another part has been asked for since.
  public func nextChunk() throws -> [UInt8]? { try reader.nextChunk(ofPart: number) }

  /// The pieces of a part's content.
  public struct Chunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
    fileprivate let part: MultipartPart

    /// Itself: the content can be read once.
    public func makeAsyncIterator() -> Chunks { self }

    /// The next piece of the content, or `nil` at its end.
    ///
    /// - Throws: as ``MultipartPart/nextChunk()``.
    public func next() async throws -> [UInt8]? { try part.nextChunk() }
  }
}
