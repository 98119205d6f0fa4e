import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The socket in Linux's abstract namespace to which the manager's processes connect (`unix(7)`).
///
/// It has no path that could be removed, and each side notices the other's end at once. The abstract namespace has no
/// permissions, so only connections of the manager's own user are accepted.
final class ManagerSocket: Sendable {
  /// The socket's name, with `@` in place of its leading NUL.
  let name: String
  private let listener: Int32
  private let connections = Mutex<[Int32: Connection]>([:])

  private struct Connection {
    var process: ProcessSupervision.Number?
  }

  /// Opens the socket under a name that the system chooses.
  ///
  /// - Throws: ``SystemError`` if a system call fails.
  init() throws(SystemError) {
    listener = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw SystemError("socket") }
    // An address that holds only the family makes the system choose a name (unix(7), autobind).
    var family = sockaddr(
      sa_family: sa_family_t(AF_UNIX), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    guard bind(listener, &family, socklen_t(MemoryLayout<sa_family_t>.size)) == 0,
      listen(listener, 128) == 0, let name = Self.name(of: listener)
    else {
      let error = SystemError("bind", on: "the manager's socket")
      close(listener)
      throw error
    }
    self.name = name
  }

  deinit {
    close(listener)
    for descriptor in connections.withLock({ $0.keys }) { close(descriptor) }
  }

  private static func name(of descriptor: Int32) -> String? {
    var address = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    let count = Int(length) - MemoryLayout<sa_family_t>.size
    guard result == 0, count > 1 else { return nil }
    let bytes = withUnsafeBytes(of: address.sun_path) { Array($0[1..<count]) }
    return "@" + String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Sending

  /// Sends an order to a process; does nothing if the process isn't connected.
  func send(_ order: ManagerOrder, to process: ProcessSupervision.Number) {
    let message = Array(order.rawValue.utf8)
    connections.withLock { connections in
      for (descriptor, connection) in connections where connection.process == process {
        // Doesn't wait for a process that doesn't read.
        _ = Glibc.send(descriptor, message, message.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
    }
  }

  // MARK: Receiving

  /// Calls a closure for each report, on a new thread, for the rest of the manager's life.
  func receive(
    _ onReport: @escaping @Sendable (ProcessSupervision.Number, ProcessReport) -> Void
  ) throws(SystemError) {
    try ControlThread.run { [self] in
      while true {
        let watched = [listener] + connections.withLock { Array($0.keys) }
        var states = watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&states, nfds_t(states.count), -1) >= 0 else { continue }
        for state in states where state.revents != 0 {
          if state.fd == listener { accept() } else { read(state.fd, onReport) }
        }
      }
    }
  }

  private func accept() {
    let connection = Glibc.accept(listener, nil, nil)
    guard connection >= 0 else {
      // Out of descriptors or memory: the process has to wait.
      usleep(100_000)
      return
    }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    guard SocketPeer(of: connection)?.user == geteuid() else {
      close(connection)
      return
    }
    connections.withLock { $0[connection] = Connection() }
  }

  private func read(
    _ descriptor: Int32, _ onReport: (ProcessSupervision.Number, ProcessReport) -> Void
  ) {
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EINTR || errno == EAGAIN { return }
    guard count > 0 else {
      connections.withLock { connections in
        connections[descriptor] = nil
        close(descriptor)
      }
      return
    }
    let message = String(decoding: buffer[..<count], as: UTF8.self)
    guard let (number, report) = ProcessReport.reading(message) else { return }
    connections.withLock { $0[descriptor]?.process = number }
    onReport(number, report)
  }
}
