#if canImport(Glibc)
  import Glibc
#endif

/// What is different for the process that a container begins with, which has the id 1 there.
package enum InitialProcess {
  /// Has the signals that stop a server end this process at once if it is process 1, until a server watches for them.
  ///
  /// The system drops a signal to process 1 that it has no handler for (pid_namespaces(7)), where any other process would
  /// end: a container that is stopped while the application starts would go on until it is killed.
  package static func endOnSignals() {
    guard getpid() == 1 else { return }
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] {
      var action = sigaction()
      // The code that a shell gives for the end by a signal.
      action.__sigaction_handler.sa_handler = { _exit(128 + $0) }
      sigaction(signal, &action, nil)
    }
  }
}
