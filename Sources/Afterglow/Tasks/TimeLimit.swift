import Synchronization

/// Limits how long an operation may take, and remembers whether it took longer.
///
/// The time runs outside of the worker's thread, which the operation may block.
final class TimeLimit: Sendable {
  private let passed = Atomic(false)
  private let lastProgress = Mutex(ContinuousClock.now)

  /// Whether the operation has taken longer than it may.
  var hasPassed: Bool { passed.load(ordering: .acquiring) }

  /// Lets the time begin anew.
  func noteProgress() {
    lastProgress.withLock { $0 = .now }
  }

  /// Runs an operation in a Swift task of its own, which is cancelled when the time has passed.
  ///
  /// - Parameters:
  ///   - duration: how long the operation may take since it began, or since the last progress.
  ///   - executor: where the operation runs; the shared pool if it is `nil`.
  ///   - onPassing: called when the time has passed, outside of the executor.
  ///   - operation: the operation.
  /// - Returns: what the operation returns, however long it takes.
  func run<Value: Sendable>(
    for duration: Duration, on executor: (any TaskExecutor)?, onPassing: @escaping @Sendable () -> Void,
    _ operation: @escaping @Sendable () async -> Value
  ) async -> Value {
    noteProgress()
    let work = Task(executorPreference: executor) { await operation() }
    let timer = Task.detached {
      try await self.waitForEnd(of: duration)
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

  private func waitForEnd(of duration: Duration) async throws {
    while true {
      let end = lastProgress.withLock { $0 } + duration
      if end <= .now { return }
      try await Task.sleep(until: end, clock: .continuous)
    }
  }
}
