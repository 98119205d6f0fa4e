import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// Where the manager's processes report: a datagram socket in a folder that only the manager's user can enter.
final class ManagerSocket: Sendable {
  let folder: String
  var path: String { folder + "/manager.sock" }
  private let descriptor: Int32

  /// Makes the folder and the socket.
  ///
  /// - Throws: ``SystemError``.
  init() throws(SystemError) {
    var template = Array("/tmp/afterglow-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw SystemError("mkdtemp", on: "/tmp/afterglow-XXXXXX") }
    folder = String(cString: made)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("socket") }
    let path = folder + "/manager.sock"
    guard withUnixSocketAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
      throw SystemError("bind", on: path)
    }
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
