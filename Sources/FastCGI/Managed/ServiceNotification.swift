#if canImport(Glibc)
  import Glibc
#endif

/// Notifications to a service manager, as `sd_notify(3)` sends them: datagrams to a unix socket.
public struct ServiceNotification: Sendable {
  private let path: String

  /// Creates notifications to a socket at a path, or in Linux's abstract namespace if the path begins with `@`.
  ///
  /// - Parameter socketPath: the path; the initialiser fails if it is not valid for a socket.
  public init?(socketPath: String) {
    guard socketPath.hasPrefix("/") || socketPath.hasPrefix("@"),
      socketPath.utf8.count <= ListenAddress.longestUnixPath
    else { return nil }
    path = socketPath
  }

  /// Creates notifications to the socket that `NOTIFY_SOCKET` names; fails if the variable is not set.
  public init?(environment: [String: String]) {
    guard let path = environment["NOTIFY_SOCKET"] else { return nil }
    self.init(socketPath: path)
  }

  /// Sends a state, such as `READY=1`.
  ///
  /// It ignores failures, since nothing can be done about them. It waits at most one second for a receiver that
  /// doesn't read its messages.
  ///
  /// - Parameter state: the state to send.
  public func send(_ state: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let message = Array(state.utf8)
    _ = withUnixSocketAddress(path, isAbstract: path.hasPrefix("@")) { address, length in
      Int32(sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length))
    }
  }
}
