import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// The signals that control a process.
enum ControlSignal: Sendable, CaseIterable {
  /// SIGTERM or SIGINT: finish all work, then stop.
  case stop
  /// SIGHUP: restart.
  case restart
  /// SIGQUIT: stop at once.
  case quit

  init?(number: Int32) {
    switch number {
    case SIGTERM, SIGINT: self = .stop
    case SIGHUP: self = .restart
    case SIGQUIT: self = .quit
    default: return nil
    }
  }
}

/// Reports the signals that control a process.
///
/// The signal handler runs on an arbitrary thread. It only writes a byte to a pipe, which is safe in a handler, and a
/// control thread reads it.
enum ControlSignals {
  /// Starts watching for the rest of the process's life.
  ///
  /// Only the closure of the last call is used.
  ///
  /// - Parameter onSignal: the closure that a control thread calls for each signal.
  /// - Throws: ``SystemError`` if no pipe or thread can be created.
  static func watch(_ onSignal: @escaping @Sendable (ControlSignal) -> Void) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError("pipe2") }
    signalPipe = ends[1]
    let pipe = ends[0]
    try ControlThread.run {
      var byte: UInt8 = 0
      while true {
        let count = read(pipe, &byte, 1)
        if count > 0, let signal = ControlSignal(number: Int32(byte)) { onSignal(signal) }
        if count == 0 || (count < 0 && errno != EINTR) { return }
      }
    }
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] { install(signal) }
  }

  private static func install(_ signal: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      let number = errno
      var byte = UInt8(truncatingIfNeeded: signal)
      _ = write(signalPipe, &byte, 1)
      errno = number
    }
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }
}

/// The writing end of the pipe.
///
/// It is set once, before the handlers that read it are installed.
private nonisolated(unsafe) var signalPipe: Int32 = -1
