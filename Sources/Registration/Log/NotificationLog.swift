import FoundationEssentials
import Glibc
import SystemPackage

/// The file that gets one line per notification.
///
/// Any number of threads and processes may append to the same file: each line is written completely or not at all, also
/// if the disk is full. The file is opened for each line, so it can be rotated without telling the service.
struct NotificationLog: Hashable, Sendable {
  /// The path to the file, created with mode 0640 by the first line.
  let path: String

  init(path: String) {
    self.path = path
  }

  /// Appends one line: `Notification sent @ 2026-11-23 05:00:00 to: ADDRESS : MESSAGE`.
  ///
  /// It blocks until the operating system has the line, so call it from background tasks. While another program holds a
  /// lock on the file (flock), it waits for at most 10 seconds.
  ///
  /// - Parameters:
  ///   - address: the recipient of the notification; `nil` by default, which leaves ` to: ADDRESS` out.
  ///   - message: the subject of the notification; `nil` by default, which leaves ` : MESSAGE` out. Control characters
  ///     are escaped, as in `\u{A}`, so that a message never makes a second line.
  ///   - now: the time of the line, written in UTC to the second; the current time by default.
  /// - Throws: `FileError` if the file can't be opened or locked, or if the line can't be written completely; then
  ///   nothing of it is in the file.
  func append(to address: EmailAddress? = nil, message: String? = nil, now: Date = Date()) throws(FileError) {
    var line = "Notification sent @ \(now.logTimestamp)"
    if let address { line += " to: \(address)" }
    if let message { line += " : \(Self.singleLine(message))" }
    let advice = "Give the service a folder it may write to, with space left, in REGISTRATION_DATA."
    try FileError.wrapping("append to the log file", path, advice: advice) {
      let file = try FileDescriptor.open(
        FilePath(path), .readWrite, options: [.append, .create, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead])
      try file.closeAfter { try file.appendWhole(line: line) }
    }
  }

  private static func singleLine(_ message: String) -> String {
    guard message.unicodeScalars.contains(where: \.endsOrControlsLine) else { return message }
    return message.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.endsOrControlsLine ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }
}

extension FileDescriptor {
  /// Appends a line completely or not at all, to a file to which others append in the same way.
  ///
  /// - Throws: `Errno` if the file can't be locked or written.
  fileprivate func appendWhole(line: String) throws {
    try lock(within: .seconds(10))
    // Closing the file releases the lock. A pipe has no end to seek.
    let size = (try? seek(offset: 0, from: .end)) ?? 0
    // A power failure, or a program that doesn't lock, may have left half a line.
    let start = try endsInLine(size) ? "" : "\n"
    do {
      try writeAll("\(start)\(line)\n".utf8)
    } catch {
      ftruncate(rawValue, off_t(size))
      throw error
    }
  }

  private func endsInLine(_ size: Int64) throws -> Bool {
    guard size > 0 else { return true }
    return try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { last in
      try read(fromAbsoluteOffset: size - 1, into: last) == 0 || last[0] == UInt8(ascii: "\n")
    }
  }

  private func lock(within limit: Duration) throws {
    let deadline = ContinuousClock.now + limit
    while flock(rawValue, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, .now < deadline else { throw Errno(rawValue: errno) }
      usleep(1000)
    }
  }
}
