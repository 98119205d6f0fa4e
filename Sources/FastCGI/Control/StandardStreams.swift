#if canImport(Glibc)
  import Glibc
#endif

/// The standard output and standard error of a process that is about to serve.
package enum StandardStreams {
  /// Makes a write to a pipe without a reader fail, instead of ending the process by SIGPIPE.
  ///
  /// It installs a handler that does nothing; unlike SIG_IGN, child processes don't inherit it. An existing handler
  /// stays.
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
