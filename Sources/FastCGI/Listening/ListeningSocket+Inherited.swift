import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

extension ListeningSocket {
  /// Returns the descriptor of the inherited listening socket.
  ///
  /// It is 3 with socket activation (`sd_listen_fds(3)`), otherwise `FCGI_LISTENSOCK_FILENO`.
  static func inheritedDescriptor(environment: [String: String]) -> Int32 {
    let isActivated =
      environment["LISTEN_PID"] == "\(getpid())" && (environment["LISTEN_FDS"].flatMap { Int($0) } ?? 0) > 0
    return isActivated ? 3 : FCGI_LISTENSOCK_FILENO
  }

  /// Moves an inherited listening socket to a new descriptor, and puts `/dev/null` on the old one.
  ///
  /// A FastCGI application starts with one open descriptor, `FCGI_LISTENSOCK_FILENO`, which is a listening socket
  /// (FastCGI specification, section 2.2).
  ///
  /// - Parameter inherited: the descriptor of the inherited socket.
  /// - Returns: the listening socket on its new descriptor.
  /// - Throws: ``ListeningSocketError`` if the descriptor is not a listening socket, or can't be copied.
  static func takeOverDescriptor(_ inherited: Int32) throws(ListeningSocketError) -> ListeningSocket {
    var listening: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(inherited, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 else {
      throw .descriptorNotListening(reason: String(cString: strerror(errno)))
    }
    guard listening != 0 else {
      throw .descriptorNotListening(reason: "it is a socket on which nobody called listen")
    }
    let own = fcntl(inherited, F_DUPFD_CLOEXEC, 3)
    guard own >= 0 else { throw .system(SystemError("fcntl F_DUPFD_CLOEXEC", on: "descriptor \(inherited)")) }
    putNullDevice(on: inherited)
    return ListeningSocket(descriptor: own, address: .inherited)
  }

  private static func putNullDevice(on descriptor: Int32) {
    let null = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { return }
    // dup2 leaves the copy open in child processes, as a standard descriptor should be.
    dup2(null, descriptor)
    if null != descriptor { close(null) }
  }
}
