import Synchronization

/// The worker that a request is on, as the responder sees it.
public final class WorkerContext: Sendable {
  /// The worker's number within its process, from 0.
  public let number: Int

  /// The executor whose only thread is the worker's.
  ///
  /// Swift tasks that prefer it run there.
  public let executor: any TaskExecutor

  private enum State {
    case plain(WorkerActivity)
    case responding(any CustomStringConvertible & Sendable)
  }

  private let state = Mutex((State.plain(.idle), since: ContinuousClock.now))

  init(number: Int, executor: any TaskExecutor) {
    self.number = number
    self.executor = executor
  }

  /// What the worker is doing, for the log of an overdue shutdown and whoever watches.
  public var activity: WorkerActivity { activityAndSince.activity }

  /// Since when it has been doing that.
  public var activitySince: ContinuousClock.Instant { state.withLock { $0.since } }

  /// Both at once, so that they belong together.
  var activityAndSince: (activity: WorkerActivity, since: ContinuousClock.Instant) {
    let (state, since) = state.withLock { $0 }
    switch state {
    case .plain(let activity): return (activity, since)
    case .responding(let request): return (.responding(request.description), since)
    }
  }

  /// Notes that the worker is answering a request.
  ///
  /// What describes it is asked only if somebody looks.
  public func beginResponding(to request: some CustomStringConvertible & Sendable) {
    set(.responding(request))
  }

  /// Notes that the worker is running a background task.
  public func beginTask(named name: String) {
    set(.plain(.runningTask(name)))
  }

  func begin(_ activity: WorkerActivity) {
    set(.plain(activity))
  }

  private func set(_ new: State) {
    let now = ContinuousClock.now
    state.withLock { $0 = (new, now) }
  }
}
