import Afterglow
import FoundationEssentials
import SystemPackage

/// A mailer that puts each message into a folder as an `.eml` file, for development and for hosts without a mail
/// server.
///
/// A file appears under its name `20261123T050000Z-UUID.eml` only when it is complete.
struct OutboxMailer: Mailer, Hashable {
  /// The path to the folder, which has to exist.
  let folder: String

  init(folder: String) {
    self.folder = folder
  }

  /// Writes the message with CR LF line endings and mode 0640, minus the umask.
  ///
  /// - Throws: `FileError` if the file can't be written; no file is left behind then.
  func send(_ message: EmailMessage) async throws {
    let name = "\(message.date.fileTimestamp)-\(UUID().uuidString.lowercased()).eml"
    let path = FilePath(folder).appending(name)
    let advice = "Give the service a folder it may write to, with space left, in REGISTRATION_DATA."
    try FileError.wrapping("write the message", path.string, advice: advice) {
      let draft = try FileFolder(folder).draft(named: name)
      try draft.append(Array(message.text(lineEnding: .carriageReturnLineFeed).utf8))
      try draft.commit()
    }
  }
}
