#if canImport(Glibc)
  import Glibc
#endif

/// Tells whoever supervises a process how it is, as `sd_notify(3)` does: a datagram to a unix socket.
public struct ServiceNotification: Sendable {
  private let path: String

  /// The notification socket at a path, or in Linux's abstract namespace if the path begins with `@`.
  ///
  /// - Returns: `nil` for a path that can't be one.
  public init?(socketPath: String) {
    guard socketPath.hasPrefix("/") || socketPath.hasPrefix("@"),
      socketPath.utf8.count <= ListenAddress.longestUnixPath
    else { return nil }
    path = socketPath
  }

  /// The socket that a service manager named in `NOTIFY_SOCKET`, or `nil` if there is none.
  public init?(environment: [String: String]) {
    guard let path = environment["NOTIFY_SOCKET"] else { return nil }
    self.init(socketPath: path)
  }

  /// Sends a state, `READY=1` for example.
  ///
  /// Nobody listening is no error: there is nothing to be done about it. A listener that doesn't read its messages is waited
  /// for no longer than a second.
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
