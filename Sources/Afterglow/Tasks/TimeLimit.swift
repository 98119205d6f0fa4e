import Synchronization

/// A limit on the duration of an operation, with a record of whether it was exceeded.
///
/// The timer runs outside of the worker's thread, which the operation may block.
final class TimeLimit: Sendable {
  private let passed = Atomic(false)
  private let clock = Mutex(Clock())

  private struct Clock {
    var duration = Duration.zero
    /// The end of the time; `nil` while the timer is suspended.
    var deadline: ContinuousClock.Instant?
  }

  /// Whether the operation has exceeded the limit.
  var hasPassed: Bool { passed.load(ordering: .acquiring) }

  /// Suspends the timer until ``restart()``.
  func suspend() {
    clock.withLock { $0.deadline = nil }
  }

  /// Restarts the timer with the full duration.
  func restart() {
    clock.withLock { $0.deadline = .now + $0.duration }
  }

  /// Runs an operation in a new Swift task, which is cancelled when the limit passes.
  ///
  /// - Parameters:
  ///   - duration: the time that the operation may take, from its start or the last restart.
  ///   - executor: the executor of the operation; the shared pool if it is `nil`.
  ///   - onPassing: a closure that is called when the limit passes, outside of the executor.
  ///   - operation: the operation.
  /// - Returns: the result of the operation, however long it takes.
  func run<Value: Sendable>(
    for duration: Duration, on executor: (any TaskExecutor)?, onPassing: @escaping @Sendable () -> Void,
    _ operation: @escaping @Sendable () async -> Value
  ) async -> Value {
    clock.withLock { $0 = Clock(duration: duration, deadline: .now + duration) }
    let work = Task(executorPreference: executor) { await operation() }
    let timer = Task.detached {
      while let left = self.timeLeft { try await Task.sleep(for: left) }
      self.passed.store(true, ordering: .releasing)
      work.cancel()
      onPassing()
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
  }

  /// The time until the next check; `nil` if the limit has passed.
  private var timeLeft: Duration? {
    clock.withLock { clock in
      guard let deadline = clock.deadline else { return clock.duration }
      let left = ContinuousClock.now.duration(to: deadline)
      return left > .zero ? left : nil
    }
  }
}
