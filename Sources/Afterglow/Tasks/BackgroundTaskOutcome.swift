/// The outcome of one background task.
public struct BackgroundTaskOutcome: Sendable {
  /// The task's name.
  public let name: String

  /// The result.
  public let result: Result

  /// The time that the task ran.
  public let duration: Duration

  /// The result of a background task.
  public enum Result: Sendable {
    /// The task returned.
    case succeeded
    /// The task threw an error.
    case failed(any Error)
    /// The task was cancelled at its time-out and has ended.
    case timedOut
    /// The task was cancelled by a shutdown after the graceful time-out and has ended.
    case cancelled
    /// The task did not begin: an earlier task of a list with `stopOnFailure` failed, or the shutdown came first.
    case notRun
  }

  /// Whether the task returned.
  public var hasSucceeded: Bool {
    if case .succeeded = result { true } else { false }
  }
}

/// A summary of the background tasks of one request, bounded in memory.
struct BackgroundTaskSummary: Sendable {
  /// The maximum number of outcomes kept.
  ///
  /// It bounds the memory, because tasks can add tasks.
  static let keptOutcomes = 1000

  /// The number of tasks that ended or did not run.
  private(set) var count = 0

  /// The number of tasks that did not succeed.
  private(set) var failedCount = 0

  /// The first outcomes, at most ``keptOutcomes``.
  private(set) var outcomes: [BackgroundTaskOutcome] = []

  mutating func add(_ outcome: BackgroundTaskOutcome) {
    count += 1
    if !outcome.hasSucceeded { failedCount += 1 }
    if outcomes.count < Self.keptOutcomes { outcomes.append(outcome) }
  }
}
