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

  private struct Current {
    var state = State.plain(.idle)
    var since = ContinuousClock.now
    /// Where the process manager reads of it, if there is one.
    var slot: ActivityBoardSlot?
  }

  private let current = Mutex(Current())
  private let unfinished = Mutex<[String]>([])

  init(number: Int, executor: any TaskExecutor) {
    self.number = number
    self.executor = executor
  }

  /// What the worker is doing, for the log of an overdue shutdown and whoever watches.
  public var activity: WorkerActivity { activityAndSince.activity }

  /// Since when it has been doing that.
  public var activitySince: ContinuousClock.Instant { current.withLock { $0.since } }

  /// Both at once, so that they belong together.
  var activityAndSince: (activity: WorkerActivity, since: ContinuousClock.Instant) {
    let current = current.withLock { $0 }
    switch current.state {
    case .plain(let activity): return (activity, current.since)
    case .responding(let request): return (.responding(request.description), current.since)
    }
  }

  /// Notes that the worker is answering a request.
  ///
  /// Its description is asked for only if somebody looks. Under a process manager it is written each time as well, to where
  /// the manager reads it if the process dies; so it has to be cheap to write.
  public func beginResponding(to request: some CustomStringConvertible & TextOutputStreamable & Sendable) {
    set(.responding(request), .responding) { request.write(to: &$0) }
  }

  /// Notes that the worker is running a background task.
  public func beginTask(named name: String) {
    set(.plain(.runningTask(name)), .runningTask) { $0.write(name) }
  }

  /// Notes what was to be done after a request and wasn't finished, since the server stops.
  ///
  /// - Parameter names: How the log and ``UnfinishedWorkError`` name it.
  public func noteUnfinished(_ names: [String]) {
    unfinished.withLock { $0 += names }
  }

  /// What has been noted as unfinished.
  var unfinishedNames: [String] { unfinished.withLock { $0 } }

  func begin(_ activity: WorkerActivity) {
    set(.plain(activity), activity.kind) { _ in }
  }

  /// Has the activity written where the process manager reads it.
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
