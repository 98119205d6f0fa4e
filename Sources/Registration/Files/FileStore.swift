import Afterglow
import Crypto
import FoundationEssentials
import SystemPackage

/// The uploaded files.
///
/// A file appears under its name only when it is complete, and then in the place of an older one.
struct FileStore: Hashable, Sendable {
  /// The most bytes a file may have: 2 GiB, as in `nginx/registration.conf`.
  static let maxFileSize = 2 << 30

  /// The folder, which has to exist, with its files for downloads.
  let folder: FileFolder

  init(folder: String) { self.folder = FileFolder(folder) }

  /// Stores a body as it arrives, with no more than a piece of it in memory.
  ///
  /// - Returns: What the client learns of its upload, and the entity tag of the new version.
  /// - Throws: What reading the body throws, and what `FileDraft` throws. Nothing is left behind then.
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

  /// Counts the lines of a file and writes their number beside it.
  ///
  /// What follows the last line break is a line as well. A file that is replaced meanwhile is counted again, so that the
  /// number of an older version never stays beside a newer one.
  ///
  /// - Throws: `FileError`.
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

/// What the client learns of its upload.
struct StoredFile: Encodable, Hashable, Sendable {
  let bytes: Int
  /// In hexadecimal.
  let sha256: String
}
