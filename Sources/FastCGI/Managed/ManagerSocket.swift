import CFastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Where the manager's processes report: a datagram socket in a folder that only the manager's user can enter.
final class ManagerSocket: Sendable {
  let folder: String
  var path: String { folder + Self.name }
  private let descriptor: Int32

  private static let pattern = "/afterglow-XXXXXX"
  private static let name = "/manager.sock"

  /// Makes the folder, in that for temporary files (`TMPDIR`, or `/tmp`), and the socket.
  ///
  /// - Throws: ``SystemError``.
  init() throws(SystemError) {
    let parent = Self.parentFolder(temporaryFolder: FileManager.default.temporaryDirectory.path)
    let pattern = parent + Self.pattern
    var template = Array(pattern.utf8CString)
    guard let made = mkdtemp(&template) else {
      throw SystemError("mkdtemp", on: "\(pattern) (TMPDIR can name a folder that may be written to)")
    }
    folder = String(cString: made)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("socket") }
    let path = folder + Self.name
    guard withUnixSocketAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
      throw SystemError("bind", on: path)
    }
  }

  /// The folder for temporary files, or `/tmp` if the socket's path would be too long there.
  static func parentFolder(temporaryFolder: String) -> String {
    let length = (temporaryFolder + pattern + name).utf8.count
    return length <= ListenAddress.longestUnixPath ? temporaryFolder : "/tmp"
  }

  deinit { close(descriptor) }

  /// Where the manager and its processes leave their statuses.
  var statuses: StatusFolder { StatusFolder(path: folder) }

  /// The folder of the socket at a path.
  static func folder(of socketPath: String) -> String {
    String(socketPath[..<(socketPath.lastIndex(of: "/") ?? socketPath.startIndex)])
  }

  /// Removes the folder with what is in it.
  func remove() { statuses.remove() }

  /// Calls back for each report, on a thread of its own, until the socket is gone.
  func receive(_ onReport: @escaping @Sendable (ProcessSupervision.Event) -> Void) throws(SystemError) {
    let descriptor = descriptor
    try ControlThread.run {
      var buffer = [UInt8](repeating: 0, count: 512)
      while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno != EINTR { return }
        if count > 0, let event = Self.event(String(decoding: buffer[..<count], as: UTF8.self)) {
          onReport(event)
        }
      }
    }
  }

  static func event(_ message: String) -> ProcessSupervision.Event? {
    var values: [Substring: Substring] = [:]
    for line in message.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let number = values["X_AFTERGLOW_PROCESS"].flatMap({ Int($0) }) else { return nil }
    if values["READY"] == "1" { return .ready(number) }
    if values["STOPPING"] == "1" { return .leaving(number) }
    return nil
  }
}
