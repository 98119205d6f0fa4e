import FastCGI
import Synchronization
import SystemPackage

/// A file of a form.
///
/// It is in memory or in a temporary file, which is deleted after the request's background tasks, once nobody has this
/// value any more. ``move(to:)`` keeps it.
public final class UploadedFile: Sendable {
  /// Where a file's bytes are.
  enum Content: Sendable {
    case memory([UInt8])
    case temporary(TemporaryFile)
    case moved(FilePath)
  }

  /// The name that the form gives it.
  public let name: String

  /// The file's name, without the folders that some clients put before it.
  ///
  /// It is what the client says. It may be empty, stand for a hidden file or have control characters: no file should be
  /// written under it.
  public let filename: String

  /// Its media type as the client says, or `nil` if it says none.
  public let contentType: String?

  /// How many bytes it has.
  public let size: Int

  let content: Mutex<Content>

  init(name: String, filename: String, contentType: String?, size: Int, content: Content) {
    self.name = name
    self.filename = filename
    self.contentType = contentType
    self.size = size
    self.content = Mutex(content)
  }

  /// Where the file is, for another program to read it; `nil` if it is in memory.
  ///
  /// A temporary file is there until the request's background tasks have run, and as long as this value is.
  public var path: String? {
    switch content.withLock({ $0 }) {
    case .memory: nil
    case .temporary(let file): file.path.string
    case .moved(let path): path.string
    }
  }

  /// The whole content, in memory.
  ///
  /// - Throws: `SystemError` if the file can't be read.
  public func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    let reader = try UploadedFileReader(content.withLock { $0 })
    while let chunk = try reader.nextChunk() { bytes += chunk }
    return bytes
  }

  /// The content, in pieces of up to 64 KiB; it can be read any number of times.
  public var chunks: Chunks { Chunks(file: self) }

  /// The pieces of a file.
  public struct Chunks: AsyncSequence, Sendable {
    fileprivate let file: UploadedFile

    /// The content from its beginning.
    public func makeAsyncIterator() -> Iterator { Iterator(file: file) }

    /// Reads a file piece by piece.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate let file: UploadedFile
      private var reader: UploadedFileReader?

      fileprivate init(file: UploadedFile) { self.file = file }

      /// The next piece, or `nil` at the end.
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
