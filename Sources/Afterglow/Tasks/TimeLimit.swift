import Synchronization

/// Whether a request has taken longer than its handler may.
final class RequestTimeout: Sendable {
  private let passed = Atomic(false)

  var hasPassed: Bool { passed.load(ordering: .acquiring) }

  /// Runs the operation in a Swift task of its own, which is cancelled when the time has passed.
  ///
  /// The time is kept apart from the worker's thread, which may be blocked just then.
  func limit<Value: Sendable>(
    to duration: Duration, on executor: any TaskExecutor, onTimeout: @escaping @Sendable () -> Void,
    _ operation: @escaping @Sendable () async -> Value
  ) async -> Value {
    let work = Task(executorPreference: executor) { await operation() }
    let timer = Task.detached {
      try await Task.sleep(for: duration)
      self.passed.store(true, ordering: .releasing)
      work.cancel()
      onTimeout()
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
  }
}
