import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// libfcgi's one-time initialisation.
enum FastCGILibrary {
  /// Calls `FCGX_Init` at the first access, before any worker's thread exists.
  ///
  /// It sets handlers for SIGTERM and SIGUSR1 that raise a flag which only its own accept looks at; what was set
  /// before is put back. Its handler for SIGPIPE, which does nothing, stays: a web server that goes away is an
  /// error of the write and must not kill the process, and unlike SIG_IGN it isn't passed on to child processes.
  static let initialize: Void = {
    var onTerm = sigaction()
    var onUser1 = sigaction()
    sigaction(SIGTERM, nil, &onTerm)
    sigaction(SIGUSR1, nil, &onUser1)
    FCGX_Init()
    sigaction(SIGTERM, &onTerm, nil)
    sigaction(SIGUSR1, &onUser1, nil)
    restartCalls(afterHandlerOf: SIGPIPE)
  }()

  /// A call that a signal interrupts has failed to libfcgi, and its own handler lets that happen.
  private static func restartCalls(afterHandlerOf signal: Int32) {
    var action = sigaction()
    sigaction(signal, nil, &action)
    action.sa_flags |= SA_RESTART
    sigaction(signal, &action, nil)
  }
}
