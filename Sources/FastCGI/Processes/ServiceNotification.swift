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
  /// Nobody listening is no error: there is nothing to be done about it.
  public func send(_ state: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let message = Array(state.utf8)
    _ = withUnixSocketAddress(path) { address, length in
      Int32(sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length))
    }
  }
}

/// Calls the body with the address of a unix socket; a path that begins with `@` is in the abstract namespace.
func withUnixSocketAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  let isAbstract = path.hasPrefix("@")
  if isAbstract { address.sun_path.0 = 0 }
  let length = MemoryLayout<sa_family_t>.size + path.utf8.count + (isAbstract ? 0 : 1)
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
  }
}
