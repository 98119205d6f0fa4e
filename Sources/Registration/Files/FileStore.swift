import Afterglow
import Crypto
import FoundationEssentials
import SystemPackage

/// The uploaded files.
///
/// A file appears under its name, in place of an older one, only when it is complete.
struct FileStore: Hashable, Sendable {
  /// The maximum size of a file in bytes: 2 GiB, as in `nginx/registration.conf`.
  static let maxFileSize = 2 << 30

  /// The folder of the files, which has to exist.
  let folder: FileFolder

  init(folder: String) { self.folder = FileFolder(folder) }

  /// Stores a body as it arrives, with only one piece of it in memory.
  ///
  /// - Returns: the response's content, and the entity tag of the new version.
  /// - Throws: the errors of reading the body and of `FileDraft`; no file is left behind then.
  func store(
    _ body: BodyStream, as name: FileName, if preconditions: Preconditions
  ) throws -> (StoredFile, EntityTag) {
    body.limit(to: Self.maxFileSize)
    let draft = try folder.draft(named: name.description, if: preconditions)
    var digest = SHA256()
    var count = 0
    while let piece = try body.nextChunk() {
      try draft.append(piece)
      digest.update(data: piece)
      count += piece.count
    }
    let stored = StoredFile(bytes: count, sha256: digest.finalize().map(Self.hexadecimal).joined())
    return (stored, try draft.commit())
  }

  /// Counts the lines of a file and writes their number into a file beside it.
  ///
  /// Text after the last line break counts as a line. A file that is replaced meanwhile is counted again, so that the
  /// number of an older version never stays beside a newer one.
  ///
  /// - Throws: `FileError` if a file can't be read or written.
  func countLines(of name: FileName) throws {
    let path = FilePath(folder.path).appending(name.description)
    try FileError.wrapping("count the lines of", path.string, advice: Self.advice) {
      var counted: ResourceVersion?
      while case let current = try folder.version(named: name.description), current != counted {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        let count = try file.closeAfter { try LineCount(reading: file).lines }
        let draft = try folder.draft(named: name.lines)
        try draft.append(Array("\(count)\n".utf8))
        try draft.commit()
        counted = current
      }
    }
  }

  private static let advice =
    "Give the service a folder it may write to, with space left, in REGISTRATION_DATA."

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

/// The response to an upload.
struct StoredFile: Encodable, Hashable, Sendable {
  let bytes: Int
  /// The file's SHA-256 in hexadecimal.
  let sha256: String
}
