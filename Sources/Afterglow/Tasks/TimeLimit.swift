import Synchronization

/// Limits how long an operation may take, and remembers whether it took longer.
///
/// The time runs outside of the worker's thread, which the operation may block.
final class TimeLimit: Sendable {
  private let passed = Atomic(false)
  private let clock = Mutex(Clock())

  private struct Clock {
    var duration = Duration.zero
    /// `nil` while the time stands still.
    var deadline: ContinuousClock.Instant?
  }

  /// Whether the operation has taken longer than it may.
  var hasPassed: Bool { passed.load(ordering: .acquiring) }

  /// Stops the time, until it begins anew.
  func suspend() {
    clock.withLock { $0.deadline = nil }
  }

  /// Begins the time anew.
  func restart() {
    clock.withLock { $0.deadline = .now + $0.duration }
  }

  /// Runs an operation in a Swift task of its own, which is cancelled when the time has passed.
  ///
  /// - Parameters:
  ///   - duration: how long the operation may take since it began, or since the time began anew.
  ///   - executor: where the operation runs; the shared pool if it is `nil`.
  ///   - onPassing: called when the time has passed, outside of the executor.
  ///   - operation: the operation.
  /// - Returns: what the operation returns, however long it takes.
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

  /// How long to wait before looking again; `nil` if the time has passed.
  private var timeLeft: Duration? {
    clock.withLock { clock in
      guard let deadline = clock.deadline else { return clock.duration }
      let left = ContinuousClock.now.duration(to: deadline)
      return left > .zero ? left : nil
    }
  }
}
