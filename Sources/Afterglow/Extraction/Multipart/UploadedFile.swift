import FastCGI
import Synchronization
import SystemPackage

/// An uploaded file of a form.
///
/// The file is in memory or in a temporary file. A temporary file is deleted after the request's background tasks, once
/// this object is no longer referenced. ``move(to:)`` keeps it.
public final class UploadedFile: Sendable {
  /// The place of a file's bytes.
  enum Content: Sendable {
    case memory([UInt8])
    case temporary(TemporaryFile)
    case moved(FilePath)
  }

  /// The name of the file's field in the form.
  public let name: String

  /// The file's name, without the folders that some clients put before it.
  ///
  /// The name comes from the client. It may be empty, denote a hidden file or contain control characters: don't store a
  /// file under it.
  public let filename: String

  /// The media type that the client declared; `nil` if it declared none.
  public let contentType: String?

  /// The size of the file in bytes.
  public let size: Int

  let content: Mutex<Content>

  init(name: String, filename: String, contentType: String?, size: Int, content: Content) {
    self.name = name
    self.filename = filename
    self.contentType = contentType
    self.size = size
    self.content = Mutex(content)
  }

  /// The path to the file, for other programs to read it; `nil` if the file is in memory.
  ///
  /// A temporary file exists until the request's background tasks have run, and as long as this object is referenced.
  public var path: String? {
    switch content.withLock({ $0 }) {
    case .memory: nil
    case .temporary(let file): file.path.string
    case .moved(let path): path.string
    }
  }

  /// Returns the whole content.
  ///
  /// - Throws: `SystemError` if the file can't be read.
  public func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    let reader = try UploadedFileReader(content.withLock { $0 })
    while let chunk = try reader.nextChunk() { bytes += chunk }
    return bytes
  }

  /// The content in pieces of at most 64 KiB, which can be read any number of times.
  public var chunks: Chunks { Chunks(file: self) }

  /// The pieces of a file.
  public struct Chunks: AsyncSequence, Sendable {
    fileprivate let file: UploadedFile

    /// Returns an iterator over the content from its beginning.
    public func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    /// An iterator over the pieces of a file.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate let file: UploadedFile
      private var reader: UploadedFileReader?

      fileprivate init(file: UploadedFile) { self.file = file }

      /// Returns the next piece, or `nil` at the end.
      ///
      /// - Throws: `SystemError` if the file can't be read.
      public mutating func next() async throws -> [UInt8]? {
        let reader = try self.reader ?? UploadedFileReader(file.content.withLock { $0 })
        self.reader = reader
        return try reader.nextChunk()
      }
    }
  }
}
