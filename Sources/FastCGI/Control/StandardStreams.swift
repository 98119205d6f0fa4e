#if canImport(Glibc)
  import Glibc
#endif

/// Standard output and standard error of a process that is about to serve.
package enum StandardStreams {
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
