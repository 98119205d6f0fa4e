#if canImport(Glibc)
  import Glibc
#endif

/// The special treatment of the first process of a container, which has the id 1.
package enum InitialProcess {
  /// Makes the signals that stop a server end this process at once if it is process 1, until a server watches for
  /// them.
  ///
  /// The system drops signals to process 1 that have no handler (pid_namespaces(7)), while they would end any other
  /// process. Without this a container stopped during the application's start would keep running until it is killed.
  package static func endOnSignals() {
    guard getpid() == 1 else { return }
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] {
      var action = sigaction()
      // A shell reports the same exit code for a process that a signal ended.
      action.__sigaction_handler.sa_handler = { _exit(128 + $0) }
      sigaction(signal, &action, nil)
    }
  }
}
