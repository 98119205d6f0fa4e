import Synchronization

/// The worker that a request is on, as the responder sees it.
public final class WorkerContext: Sendable {
  /// The worker's number within its process, from 0.
  public let number: Int

  /// The executor whose only thread is the worker's.
  ///
  /// Swift tasks that prefer it run there.
  public let executor: any TaskExecutor

  private let state = Mutex((activity: WorkerActivity.idle, since: ContinuousClock.now))

  init(number: Int, executor: any TaskExecutor) {
    self.number = number
    self.executor = executor
  }

  /// What the worker is doing.
  ///
  /// The responder says it, for the log of an overdue shutdown and whoever watches.
  public var activity: WorkerActivity {
    get { state.withLock { $0.activity } }
    set { state.withLock { $0 = (newValue, ContinuousClock.now) } }
  }

  /// Since when it has been doing that.
  public var activitySince: ContinuousClock.Instant { state.withLock { $0.since } }
}
