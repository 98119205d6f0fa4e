import Afterglow
import Crypto
import FoundationEssentials
import Glibc
import HTTPTypes
import SystemPackage

/// The uploaded files.
///
/// A file appears under its name only when it is complete, and then in the place of an older one.
struct FileStore: Hashable, Sendable {
  /// The most bytes a file may have: 2 GiB, as in `nginx/registration.conf`.
  static let maxFileSize = 2 << 30

  /// The folder, which has to exist.
  let folder: String

  /// The files for downloads.
  var downloads: FileFolder { FileFolder(folder) }

  /// Stores a body as it arrives, with no more than a piece of it in memory.
  ///
  /// - Throws: what reading the body throws; `HTTPError` 507 if there is no space left; `FileError` when the file can't
  ///   be written. Nothing is left behind then.
  func store(_ body: BodyStream, as name: FileName) throws -> StoredFile {
    body.limit(to: Self.maxFileSize)
    return try replace(name.description) { file in
      var digest = SHA256()
      var count = 0
      while let piece = try body.nextChunk() {
        try file.writeAll(piece)
        digest.update(data: piece)
        count += piece.count
      }
      return StoredFile(bytes: count, sha256: digest.finalize().map(Self.hexadecimal).joined())
    }
  }

  /// Counts the lines of a file and writes their number beside it.
  ///
  /// What follows the last line break is a line as well.
  ///
  /// - Throws: `FileError`.
  func countLines(of name: FileName) throws {
    let path = FilePath(folder).appending(name.description)
    let count = try FileError.wrapping("count the lines of", path.string, advice: Self.advice) {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      return try file.closeAfter { try LineCount(reading: file).lines }
    }
    try replace(name.lines) { _ = try $0.writeAll("\(count)\n".utf8) }
  }

  private static let advice =
    "Give the service a folder it may write to, with space left, in REGISTRATION_DATA."

  /// Writes a file under another name first, which begins with a dot and so is none of a client's.
  private func replace<Value>(_ name: String, _ fill: (FileDescriptor) throws -> Value) throws -> Value {
    let path = FilePath(folder).appending(name)
    let draft = FilePath(folder).appending(".\(UUID().uuidString.lowercased()).part")
    do {
      let value = try Self.create(draft, fill)
      guard rename(draft.string, path.string) == 0 else { throw Errno(rawValue: errno) }
      return value
    } catch {
      unlink(draft.string)
      guard let number = error as? Errno else { throw error }
      if [.noSpace, .diskQuotaExceeded].contains(number) { throw HTTPError.noSpaceLeft }
      throw FileError(operation: "store", path: path.string, reason: "\(number)", advice: Self.advice)
    }
  }

  private static func create<Value>(
    _ path: FilePath, _ fill: (FileDescriptor) throws -> Value
  ) throws -> Value {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead])
    return try file.closeAfter {
      let value = try fill(file)
      // Without it, a power failure can leave the name without the contents.
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      return value
    }
  }

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

extension HTTPError {
  fileprivate static var noSpaceLeft: HTTPError {
    // RFC 4918, section 11.5.
    HTTPError(HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"))
  }
}
