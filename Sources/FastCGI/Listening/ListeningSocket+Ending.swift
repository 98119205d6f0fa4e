import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// The end of a socket that this process, or the manager that started it, has opened and that ends for good.
extension ListeningSocket {
  /// Whether connections that come once they are refused are told so at once.
  ///
  /// TCP has no such state: there they are told when the last copy of the socket is closed.
  var refusesAtOnce: Bool {
    var domain: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX
  }

  /// Lets no further connection in; those that wait in the backlog can still be accepted.
  ///
  /// This concerns every process that has a copy of the socket. On a unix socket connecting fails from now on
  /// (`ECONNREFUSED`). On TCP that would destroy the backlog, so further SYN segments are dropped there: whoever sent one
  /// sends it again a second later and is refused then, if ``giveUp(inFavorOf:)`` has been called everywhere.
  func refuseConnections() {
    if refusesAtOnce { shutdown(descriptor, Int32(SHUT_RD)) } else { afterglow_drop_syn(descriptor) }
  }

  /// Closes this process's copy of the socket, and has the descriptor lead to something that isn't a socket.
  ///
  /// A worker may be about to accept, so the descriptor's number must not become another file's.
  func giveUp(inFavorOf other: Int32) {
    dup2(other, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }
}
