import FoundationEssentials
import Glibc
import SystemPackage

/// The file that gets one line per notification sent.
///
/// Any number of threads and processes may append to the same file: every line is there whole or not at all, also when the
/// disk is full. The file is opened for each line, so it can be rotated without telling the service.
struct NotificationLog: Hashable, Sendable {
  /// The file, created with mode 0640 by the first line.
  let path: String

  init(path: String) {
    self.path = path
  }

  /// Appends one line: `Notification sent @ 2026-11-23 05:00:00 to: ADDRESS : MESSAGE`.
  ///
  /// Blocks until the operating system has the line; it's meant to be called from background tasks. While another program
  /// holds a lock on the file (flock), it waits, for 10 seconds at most.
  ///
  /// - Parameters:
  ///   - address: Whom the notification went to; ` to: ADDRESS` is left out when `nil`, the default.
  ///   - message: What it was about; ` : MESSAGE` is left out when `nil`, the default. Control characters
  ///     are written as `\u{A}`, so that a message never makes a second line.
  ///   - now: The time of the line, which is written in UTC to the second. The current time by default.
  /// - Throws: `FileError` when the file can't be opened or locked, or doesn't take the whole line; it has nothing of it then.
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
    message.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.endsOrControlsLine ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }
}

extension FileDescriptor {
  /// Appends a line to a file that others append to in the same way, or nothing.
  ///
  /// - Throws: `Errno`.
  fileprivate func appendWhole(line: String) throws {
    try lock(within: .seconds(10))
    // Closing the file gives the lock back. A pipe has no end to seek.
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
