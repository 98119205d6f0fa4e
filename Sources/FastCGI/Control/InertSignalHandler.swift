#if canImport(Glibc)
  import Glibc
#endif

/// A signal handler that does nothing.
///
/// Unlike with SIG_IGN, programs that the process starts have the signal's default again.
enum InertSignalHandler {
  /// Installs the handler, unless the signal has one already.
  ///
  /// - Parameters:
  ///   - signal: the signal.
  ///   - flags: the flags of sigaction(2). With SA_RESTART the signal interrupts no system call.
  static func install(for signal: Int32, flags: Int32) {
    var action = sigaction()
    sigaction(signal, nil, &action)
    guard action.__sigaction_handler.sa_handler == nil else { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    action.sa_flags = flags
    sigaction(signal, &action, nil)
  }
}
