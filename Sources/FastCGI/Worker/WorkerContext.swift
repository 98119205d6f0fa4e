import Synchronization

/// The worker that serves a request, as the responder sees it.
public final class WorkerContext: Sendable {
  /// The worker's number within its process, from 0.
  public let number: Int

  /// The executor that runs on the worker's thread only.
  ///
  /// Swift tasks that prefer it run on that thread.
  public let executor: any TaskExecutor

  private enum State {
    case plain(WorkerActivity)
    case responding(any CustomStringConvertible & Sendable)
  }

  private struct Current {
    var state = State.plain(.idle)
    var since = ContinuousClock.now
    /// The slot from which the process manager reads the activity; `nil` without a manager.
    var slot: ActivityBoardSlot?
  }

  private let current = Mutex(Current())
  private let unfinished = Mutex<[String]>([])

  init(number: Int, executor: any TaskExecutor) {
    self.number = number
    self.executor = executor
  }

  /// The current activity, for the log of an overdue stop and for monitoring.
  public var activity: WorkerActivity { activityAndSince.activity }

  /// The time at which the current activity began.
  public var activitySince: ContinuousClock.Instant { current.withLock { $0.since } }

  /// The activity and its start, read together so that they match.
  var activityAndSince: (activity: WorkerActivity, since: ContinuousClock.Instant) {
    let current = current.withLock { $0 }
    switch current.state {
    case .plain(let activity): return (activity, current.since)
    case .responding(let request): return (.responding(request.description), current.since)
    }
  }

  /// Records that the worker is answering a request.
  ///
  /// The description is only asked for when somebody reads it. Under a process manager the request is also written to
  /// the manager's board each time, so writing it must be cheap.
  ///
  /// - Parameter request: the request.
  public func beginResponding(to request: some CustomStringConvertible & TextOutputStreamable & Sendable) {
    set(.responding(request), .responding) { request.write(to: &$0) }
  }

  /// Records that the worker is running a background task.
  ///
  /// - Parameter name: the task's name.
  public func beginTask(named name: String) {
    set(.plain(.runningTask(name)), .runningTask) { $0.write(name) }
  }

  /// Records work after a request that the stop left unfinished.
  ///
  /// - Parameter names: the names for the log and for ``UnfinishedWorkError``.
  public func noteUnfinished(_ names: [String]) {
    unfinished.withLock { $0 += names }
  }

  /// The names of the work recorded as unfinished.
  var unfinishedNames: [String] { unfinished.withLock { $0 } }

  func begin(_ activity: WorkerActivity) {
    set(.plain(activity), activity.kind) { _ in }
  }

  /// Makes the worker record its activities in a slot for the process manager.
  func write(to slot: ActivityBoardSlot) {
    current.withLock { $0.slot = slot }
  }

  private func set(_ new: State, _ kind: WorkerActivity.Kind, _ write: (inout ActivityBoardSlot) -> Void) {
    let now = ContinuousClock.now
    current.withLock { current in
      current.state = new
      current.since = now
      guard var slot = current.slot else { return }
      slot.begin(kind)
      write(&slot)
    }
  }
}
