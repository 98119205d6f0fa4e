import Synchronization

/// A Swift task that captures the handler's task-locals, such as a tracing span, and waits for work to run with them.
///
/// Swift has no other way to keep task-locals beyond the scope that bound them. Only requests with background tasks and
/// with code around their handler that may have bound task-locals create one.
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

  /// Runs work in the captured context and waits for its end.
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

  /// Ends the waiting task without work, and waits for its end.
  ///
  /// On a worker whose handlers never suspend, the task would not get to run otherwise.
  func end() async {
    _ = await run { BackgroundTaskSummary() }
  }

  /// Resumes the waiting task, with work or without.
  ///
  /// Only the first call counts.
  func release(_ work: Work?) {
    let continuation: CheckedContinuation<Work?, Never>? = state.withLock { state in
      guard case .waiting(let continuation) = state else { return nil }
      // Don't keep the work after handing it over: it holds the tasks' arguments.
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
