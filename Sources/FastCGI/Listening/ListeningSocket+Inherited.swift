#if canImport(Glibc)
  import Glibc
#endif

extension ListeningSocket {
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
    let null = Glibc.open("/dev/null", O_RDWR)
    if null >= 0 {
      dup2(null, inherited)
      if null != inherited { close(null) }
    }
    return ListeningSocket(descriptor: own, address: .inherited)
  }
}
