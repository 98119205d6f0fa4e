import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A process's connection to its manager, through which each side notices the other's end.
///
/// The manager listens in Linux's abstract namespace (`unix(7)`), so there is no path that could be removed.
final class ManagerConnection: Sendable {
  private let name: String
  private let descriptor = Mutex<Int32>(-1)
  private let hasEnded = Atomic(false)

  /// Creates a connection that is not open yet.
  init(name: String) { self.name = name }

  deinit {
    let descriptor = descriptor.withLock { $0 }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether the manager could not be reached, or has gone.
  var isLost: Bool { hasEnded.load(ordering: .acquiring) }

  /// Connects, and passes on the manager's orders on a new thread until the manager has gone.
  ///
  /// - Parameters:
  ///   - manager: the manager's process id.
  ///   - onOrder: the closure to call with each order.
  /// - Throws: ``SystemError`` if no descriptor or thread is available.
  func open(manager: pid_t, _ onOrder: @escaping @Sendable (ManagerOrder) -> Void) throws(SystemError) {
    let passOn: @Sendable (ManagerOrder) -> Void = { [weak self] order in
      if order == .gone { self?.hasEnded.store(true, ordering: .releasing) }
      onOrder(order)
    }
    let connection = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard connection >= 0 else { throw SystemError("socket") }
    let result = withUnixSocketAddress(name, isAbstract: name.hasPrefix("@")) { connect(connection, $0, $1) }
    guard result == 0, SocketPeer(of: connection)?.process == manager else {
      close(connection)
      // Another process may listen under the name of a manager that has gone.
      return passOn(.gone)
    }
    descriptor.withLock { $0 = connection }
    try ControlThread.run { Self.read(connection, passOn) }
  }

  private static func read(_ connection: Int32, _ onOrder: (ManagerOrder) -> Void) {
    var buffer = [UInt8](repeating: 0, count: 64)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return onOrder(.gone) }
      if let order = ManagerOrder(rawValue: String(decoding: buffer[..<count], as: UTF8.self)) {
        onOrder(order)
      }
    }
  }

  /// Sends a message; does nothing if the manager has gone or doesn't read.
  func send(_ message: String) {
    let bytes = Array(message.utf8)
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }
}

/// The process at the other end of a unix socket (SO_PEERCRED, `unix(7)`).
struct SocketPeer {
  let process: pid_t
  let user: uid_t

  /// Creates the peer of a connection; fails if the system doesn't tell.
  init?(of connection: Int32) {
    var credentials: (process: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
    var length = socklen_t(MemoryLayout.size(ofValue: credentials))
    guard getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
    (process, user) = (credentials.process, credentials.user)
  }
}
