#if canImport(Glibc)
  import Glibc
#endif

/// Descriptors 0, 1 and 2 of a process that is about to serve.
package enum StandardStreams {
  /// Opens `/dev/null` in place of those that are closed.
  ///
  /// The next file or connection to be opened would get such a number, and lines of the log would be written into it.
  package static func fillClosed() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is what `open` gives.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Makes a pipe that nobody reads any more an error of the write, where it would end the process by SIGPIPE.
  ///
  /// The handler does nothing. Unlike SIG_IGN it isn't passed on to child processes. What somebody else has set stays.
  package static func surviveClosedPipes() {
    var action = sigaction()
    sigaction(SIGPIPE, nil, &action)
    guard action.__sigaction_handler.sa_handler == nil else { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    action.sa_flags = SA_RESTART
    sigaction(SIGPIPE, &action, nil)
  }
}
