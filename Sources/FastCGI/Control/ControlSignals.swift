import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// The signals by which a process is told what to do.
enum ControlSignal: Sendable, CaseIterable {
  /// SIGTERM or SIGINT: stop, leaving nothing unfinished.
  case stop
  /// SIGHUP: begin anew.
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

/// Calls back when the process is told what to do.
///
/// The handler runs on whatever thread the system picks and does the one thing a handler may: it writes a byte to
/// a pipe, which a control thread reads.
enum ControlSignals {
  /// Begins to watch; for the rest of the process's life, and for the last caller only.
  ///
  /// - Throws: ``SystemError`` if there is no pipe or thread to be had.
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
