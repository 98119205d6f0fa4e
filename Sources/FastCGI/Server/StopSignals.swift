import CFastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// Calls back when the process is told to stop, by SIGTERM or SIGINT.
///
/// The handler runs on whatever thread the system picks and does the one thing a handler may: it writes a byte to
/// a pipe, which a control thread reads.
enum StopSignals {
  /// Begins to watch; for the rest of the process's life, and for the last caller only.
  ///
  /// - Throws: ``SystemError`` if there is no pipe or thread to be had.
  static func watch(_ onSignal: @escaping @Sendable () -> Void) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError("pipe2") }
    stopPipe = ends[1]
    let watcher = Unmanaged.passRetained(SignalWatcher(pipe: ends[0], onSignal: onSignal))
    var thread = pthread_t()
    let number = pthread_create(&thread, nil, { watchForSignals($0) }, watcher.toOpaque())
    guard number == 0 else { throw SystemError("pthread_create", number: number) }
    pthread_detach(thread)
    for signal in [SIGTERM, SIGINT] { install(signal) }
  }

  private static func install(_ signal: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      let number = errno
      var byte: UInt8 = 1
      _ = write(stopPipe, &byte, 1)
      errno = number
    }
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }
}

/// The writing end of the pipe.
///
/// It is set once before the handlers that read it are installed.
private nonisolated(unsafe) var stopPipe: Int32 = -1

private final class SignalWatcher: Sendable {
  let pipe: Int32
  let onSignal: @Sendable () -> Void

  init(pipe: Int32, onSignal: @escaping @Sendable () -> Void) {
    self.pipe = pipe
    self.onSignal = onSignal
  }
}

private func watchForSignals(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let watcher = Unmanaged<SignalWatcher>.fromOpaque(argument).takeRetainedValue()
  var byte: UInt8 = 0
  while true {
    let count = read(watcher.pipe, &byte, 1)
    if count > 0 { watcher.onSignal() } else if errno != EINTR { return nil }
  }
}
