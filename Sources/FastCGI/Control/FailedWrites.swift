#if canImport(Glibc)
  import Glibc
#endif

/// The signals of writes that fail.
package enum FailedWrites {
  /// Makes a write to a pipe without a reader fail with EPIPE, and one past the largest size of a file with EFBIG,
  /// instead of ending the process by SIGPIPE or SIGXFSZ.
  ///
  /// It installs handlers that do nothing; unlike SIG_IGN, child processes don't inherit them. Existing handlers stay.
  package static func survive() {
    for signal in [SIGPIPE, SIGXFSZ] { install(signal) }
  }

  private static func install(_ signal: Int32) {
    var action = sigaction()
    sigaction(signal, nil, &action)
    guard action.__sigaction_handler.sa_handler == nil else { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }
}
