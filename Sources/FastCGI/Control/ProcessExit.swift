import Synchronization

#if canImport(Glibc)
  // For `stdout`, which C declares as a variable.
  @preconcurrency import Glibc
#endif

/// Ends the process even if its other threads are blocked.
package enum ProcessExit {
  private struct Actions {
    var all: [@Sendable () -> Void] = []
  }

  private static let actions = Mutex(Actions())

  /// Registers an action to run before the process ends through `exit(3)` or ``immediately(_:)``; it must be short.
  package static func doBefore(_ action: @escaping @Sendable () -> Void) {
    let isFirst = actions.withLock { actions in
      actions.all.append(action)
      return actions.all.count == 1
    }
    if isFirst { atexit { ProcessExit.doActions() } }
  }

  private static func doActions() {
    // The list is emptied first, since `exit(3)` and a signal may come at the same time.
    let all = actions.withLock { actions in
      defer { actions.all = [] }
      return actions.all
    }
    for action in all { action() }
  }

  /// Ends the process at once, without waiting for any other thread.
  package static func immediately(_ code: Int32) -> Never {
    doActions()
    _exit(code)
  }

  /// Ends the process through `exit(3)`, or without it once the limit has passed.
  ///
  /// `exit(3)` takes the lock of standard output and flushes its buffer. It would wait for ever while a thread is
  /// blocked in `print` because nobody reads the output.
  ///
  /// - Parameters:
  ///   - code: the exit code.
  ///   - limit: the longest time for `exit(3)`; one second by default.
  package static func orderly(_ code: Int32, within limit: Duration = .seconds(1)) -> Never {
    let end: @Sendable () -> Void = {
      sleep(for: limit)
      _exit(code)
    }
    // Without a thread nothing could end an `exit` that blocks.
    do throws(SystemError) { try ControlThread.run(end) } catch { immediately(code) }
    exit(code)
  }

  /// Flushes the buffer of standard output.
  ///
  /// - Parameter limit: the longest time to wait.
  /// - Returns: whether it was flushed within the limit; if not, `exit(3)` would wait for ever.
  package static func flushStandardOutput(within limit: Duration) -> Bool {
    let hasEnded = Monitor(false)
    let flush: @Sendable () -> Void = {
      fflush(stdout)
      hasEnded.withLock { $0 = true }
      hasEnded.wakeAll()
    }
    do throws(SystemError) { try ControlThread.run(flush) } catch { return false }
    return hasEnded.wait(within: limit) { $0 ? true : nil } ?? false
  }

  private static func sleep(for duration: Duration) {
    _ = Monitor(()).wait(within: duration) { _ in Bool?.none }
  }
}
