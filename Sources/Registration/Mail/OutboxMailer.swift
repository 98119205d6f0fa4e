import FoundationEssentials
import Glibc
import SystemPackage

/// Puts each message as an `.eml` file into a folder, for development and for hosts without a mail server.
///
/// A file appears under its name `20261123T050000Z-UUID.eml` only when it is complete.
struct OutboxMailer: Mailer, Hashable {
  /// The folder, which has to exist.
  let folder: String

  init(folder: String) {
    self.folder = folder
  }

  /// Writes the message with CR LF line ends and mode 0640, less what the umask takes away.
  ///
  /// - Throws: `FileError` when the file can't be written; nothing is left behind then.
  func send(_ message: EmailMessage) async throws {
    let name = "\(message.date.fileTimestamp)-\(UUID().uuidString.lowercased())"
    let file = FilePath(folder).appending("\(name).eml")
    let draft = FilePath(folder).appending(".\(name).tmp")
    let advice = "Give the service a folder it may write to, with space left, in REGISTRATION_DATA."
    try FileError.wrapping("write the message", file.string, advice: advice) {
      do {
        try Self.write(message.text(lineEnding: .carriageReturnLineFeed), to: draft)
        guard rename(draft.string, file.string) == 0 else { throw Errno(rawValue: errno) }
      } catch {
        unlink(draft.string)
        throw error
      }
    }
  }

  private static func write(_ text: String, to path: FilePath) throws {
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead])
    try file.closeAfter {
      try file.writeAll(text.utf8)
      // Without it, a power failure can leave the name without the contents.
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
  }
}
