#if canImport(Glibc)
  import Glibc
#endif

/// Ends a read(2) of another thread by a signal, while the connection stays open for what the peer still sends.
///
/// SIGURG is used because it does nothing in a process that has no handler for it.
enum ReadInterruption {
  /// Installs the handler, which does nothing, unless there is one already.
  ///
  /// Without SA_RESTART the read fails with EINTR, which libfcgi treats as an error of the stream.
  static func install() { InertSignalHandler.install(for: SIGURG, flags: 0) }

  /// Interrupts the system call of a thread, which must not have ended.
  ///
  /// It has no effect on a call that the thread has yet to begin, nor if the thread blocks signals.
  static func interrupt(_ thread: pthread_t) { pthread_kill(thread, SIGURG) }

  /// Performs an operation on a connection whose reads fail with EAGAIN instead of waiting.
  ///
  /// - Parameters:
  ///   - descriptor: the connection's descriptor.
  ///   - body: the operation.
  /// - Returns: the result of `body`; `nil` if the descriptor's flags can't be changed.
  static func withoutWaiting<Result>(on descriptor: Int32, _ body: () -> Result) -> Result? {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { return nil }
    defer { _ = fcntl(descriptor, F_SETFL, flags) }
    return body()
  }
}
