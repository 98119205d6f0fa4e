import FoundationEssentials
import SystemPackage

/// The file that gets one line per notification sent.
///
/// Any number of threads and processes may append to the same file: every line is whole.
/// The file is opened for each line, so it can be rotated without telling the service.
struct NotificationLog: Hashable, Sendable {
  /// The file, created with mode 0640 by the first line.
  let path: String

  init(path: String) {
    self.path = path
  }

  /// Appends one line: `Notification sent @ 2026-11-23 05:00:00 to: ADDRESS : MESSAGE`.
  ///
  /// Blocks until the operating system has the line; it's meant to be called from background tasks.
  ///
  /// - Parameters:
  ///   - address: Whom the notification went to; ` to: ADDRESS` is left out when `nil`, the default.
  ///   - message: What it was about; ` : MESSAGE` is left out when `nil`, the default. Control characters
  ///     are written as `\u{A}`, so that a message never makes a second line.
  ///   - now: The time of the line, which is written in UTC to the second. The current time by default.
  /// - Throws: `FileError` when the file can't be opened or doesn't take the whole line.
  func append(to address: EmailAddress? = nil, message: String? = nil, now: Date = Date()) throws(FileError) {
    var line = "Notification sent @ \(now.logTimestamp)"
    if let address { line += " to: \(address)" }
    if let message { line += " : \(Self.singleLine(message))" }
    try append(bytes: Array((line + "\n").utf8))
  }

  private func append(bytes: [UInt8]) throws(FileError) {
    let operation = "append to the log file"
    let advice = "Give the service a folder it may write to, with space left, in REGISTRATION_DATA."
    let written = try FileError.wrapping(operation, path, advice: advice) {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.append, .create, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead])
      // One write(2) in append mode: the kernel never interleaves it with another writer's.
      return try file.closeAfter { try bytes.withUnsafeBytes { try file.write($0) } }
    }
    guard written == bytes.count else {
      let reason = "only \(written) of the line's \(bytes.count) bytes were written"
      throw FileError(operation: operation, path: path, reason: reason, advice: advice)
    }
  }

  private static func singleLine(_ message: String) -> String {
    message.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.endsOrControlsLine ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }
}
