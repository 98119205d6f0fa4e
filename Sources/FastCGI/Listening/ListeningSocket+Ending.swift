import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// The end of a socket that this process or its manager opened.
extension ListeningSocket {
  /// Whether new connections fail at once after ``refuseConnections()``.
  ///
  /// They do on a unix socket. TCP has no such state: there they fail only after the last copy of the socket is
  /// closed.
  var refusesAtOnce: Bool {
    var domain: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX
  }

  /// Stops letting new connections in; those in the backlog can still be accepted.
  ///
  /// This affects every process that has a copy of the socket. On a unix socket, connecting now fails with
  /// `ECONNREFUSED`. On TCP, refusing would destroy the backlog, so SYN segments are dropped instead. The client
  /// repeats its SYN a second later, and is refused then if all processes have called ``giveUp(inFavorOf:)``.
  func refuseConnections() {
    if refusesAtOnce { shutdown(descriptor, Int32(SHUT_RD)) } else { afterglow_drop_syn(descriptor) }
  }

  /// Closes this process's copy of the socket, and makes the descriptor a copy of another one.
  ///
  /// A worker may be about to accept, so the descriptor's number must not become free for another file.
  ///
  /// - Parameter other: the descriptor to copy, which must not be a listening socket.
  func giveUp(inFavorOf other: Int32) {
    dup2(other, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }
}
