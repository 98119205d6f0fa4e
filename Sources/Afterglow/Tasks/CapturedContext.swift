import Synchronization

/// A Swift task that was made where the handler ran, so that it has the task-locals that were bound there (the
/// tracing span, whatever middleware bound), and that waits until it is given something to run.
///
/// Swift has no other way to keep task-locals beyond the scope that bound them. Only a request with background tasks
/// pays for it.
final class CapturedContext: Sendable {
  typealias Work = @Sendable () async -> BackgroundTaskSummary

  private enum State {
    case waiting(CheckedContinuation<Work?, Never>?)
    case released(Work?)
  }

  private let state: Mutex<State>
  private let task: Mutex<Task<BackgroundTaskSummary, Never>?>

  init(executor: (any TaskExecutor)?) {
    state = Mutex(.waiting(nil))
    task = Mutex(nil)
    task.withLock { task in
      task = Task(executorPreference: executor) { [self] in
        await nextWork()?() ?? BackgroundTaskSummary()
      }
    }
  }

  /// Runs the work in the captured context and waits for it.
  ///
  /// Cancelling the caller cancels the work.
  func run(_ work: @escaping Work) async -> BackgroundTaskSummary {
    release(work)
    guard let task = task.withLock({ $0 }) else { return BackgroundTaskSummary() }
    return await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }

  /// Lets the waiting task end, with nothing to do, and waits for that: on a worker whose handlers never suspend it would
  /// not come to it otherwise.
  func end() async {
    _ = await run { BackgroundTaskSummary() }
  }

  /// Lets the waiting task go on, with the work or with nothing to do.
  ///
  /// Only the first call counts.
  func release(_ work: Work?) {
    let continuation: CheckedContinuation<Work?, Never>? = state.withLock { state in
      guard case .waiting(let continuation) = state else { return nil }
      // What has been handed on is not kept: it has the tasks' arguments.
      state = .released(continuation == nil ? work : nil)
      return continuation
    }
    continuation?.resume(returning: work)
  }

  private func nextWork() async -> Work? {
    await withCheckedContinuation { continuation in
      let released: Work?? = state.withLock { state in
        if case .released(let work) = state {
          state = .released(nil)
          return .some(work)
        }
        state = .waiting(continuation)
        return .none
      }
      if case .some(let work) = released { continuation.resume(returning: work) }
    }
  }
}
