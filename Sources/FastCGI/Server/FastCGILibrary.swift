import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// libfcgi's one-time initialisation.
enum FastCGILibrary {
  /// Calls `FCGX_Init` at the first access, before any worker's thread exists.
  ///
  /// `FCGX_Init` sets handlers for SIGTERM and SIGUSR1 that raise a flag only libfcgi's own accept checks; the
  /// previous handlers are restored. Before it, ``FailedWrites`` installs handlers that do nothing, which `FCGX_Init`
  /// leaves alone. So a write to a web server that has disconnected fails instead of ending the process.
  static let initialize: Void = {
    var onTerm = sigaction()
    var onUser1 = sigaction()
    sigaction(SIGTERM, nil, &onTerm)
    sigaction(SIGUSR1, nil, &onUser1)
    FailedWrites.survive()
    FCGX_Init()
    sigaction(SIGTERM, &onTerm, nil)
    sigaction(SIGUSR1, &onUser1, nil)
    restartCalls(afterHandlerOf: SIGPIPE)
    ReadInterruption.install()
  }()

  /// Restarts system calls after a signal: libfcgi treats an interrupted call as failed and sets no SA_RESTART
  /// itself.
  private static func restartCalls(afterHandlerOf signal: Int32) {
    var action = sigaction()
    sigaction(signal, nil, &action)
    action.sa_flags |= SA_RESTART
    sigaction(signal, &action, nil)
  }
}
