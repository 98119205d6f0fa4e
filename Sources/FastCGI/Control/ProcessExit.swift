import Synchronization

#if canImport(Glibc)
  // For `stdout`, which C declares as a variable.
  @preconcurrency import Glibc
#endif

/// Ends the process, whatever its other threads are held up by.
package enum ProcessExit {
  private struct Actions {
    var all: [@Sendable () -> Void] = []
  }

  private static let actions = Mutex(Actions())

  /// Does something before the process ends, by `exit(3)` or by ``immediately(_:)``; for what must not take long.
  package static func doBefore(_ action: @escaping @Sendable () -> Void) {
    let isFirst = actions.withLock { actions in
      actions.all.append(action)
      return actions.all.count == 1
    }
    if isFirst { atexit { ProcessExit.doActions() } }
  }

  private static func doActions() {
    // Taken out, since `exit(3)` and a signal may come at once.
    let all = actions.withLock { actions in
      defer { actions.all = [] }
      return actions.all
    }
    for action in all { action() }
  }

  /// Ends the process at once: no other thread can hold it up.
  package static func immediately(_ code: Int32) -> Never {
    doActions()
    _exit(code)
  }

  /// Ends the process as `exit(3)` does, or without it after the limit.
  ///
  /// `exit(3)` takes the lock of standard output and empties its buffer: it waits for good while a thread is in `print`
  /// and nobody reads.
  package static func orderly(_ code: Int32, within limit: Duration = .seconds(1)) -> Never {
    let end: @Sendable () -> Void = {
      sleep(for: limit)
      _exit(code)
    }
    // Without a thread there is nobody to end an `exit` that waits.
    do throws(SystemError) { try ControlThread.run(end) } catch { immediately(code) }
    exit(code)
  }

  /// Empties the buffer of standard output.
  ///
  /// - Returns: whether that was possible within the limit; if not, `exit(3)` would wait for good.
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
