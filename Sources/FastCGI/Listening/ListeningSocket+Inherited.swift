import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

extension ListeningSocket {
  /// The descriptor that the listening socket was left on: 3 with socket activation (`sd_listen_fds(3)`), otherwise
  /// `FCGI_LISTENSOCK_FILENO`.
  static func inheritedDescriptor(environment: [String: String]) -> Int32 {
    let isActivated =
      environment["LISTEN_PID"] == "\(getpid())" && (environment["LISTEN_FDS"].flatMap { Int($0) } ?? 0) > 0
    return isActivated ? 3 : FCGI_LISTENSOCK_FILENO
  }

  /// Moves an inherited listening socket to a descriptor of our own.
  ///
  /// FastCGI specification, section 2.2: a FastCGI application starts with one descriptor open,
  /// `FCGI_LISTENSOCK_FILENO`, and it is a listening socket.
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
    // dup2 leaves the copy open in child processes, which a standard descriptor is to be.
    dup2(null, descriptor)
    if null != descriptor { close(null) }
  }
}
