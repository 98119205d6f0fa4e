/// How one background task went.
public struct BackgroundTaskOutcome: Sendable {
  /// The task's name.
  public let name: String

  /// How it ended.
  public let result: Result

  /// How long it ran.
  public let duration: Duration

  /// How a background task ended.
  public enum Result: Sendable {
    /// It returned.
    case succeeded
    /// It threw.
    case failed(any Error)
    /// It was cancelled at its time-out, and has ended.
    case timedOut
    /// It was cancelled by a shutdown whose graceful time-out had passed, and has ended.
    case cancelled
    /// It was not begun: a task before it failed in a list with `stopOnFailure`, or the shutdown came first.
    case notRun
  }

  /// Whether it returned.
  public var hasSucceeded: Bool {
    if case .succeeded = result { true } else { false }
  }
}

/// How the background tasks of one request went, in a bounded amount of memory.
struct BackgroundTaskSummary: Sendable {
  /// How many outcomes are kept: a request's tasks can add tasks.
  static let keptOutcomes = 1000

  /// How many tasks ended or were not run.
  private(set) var count = 0

  /// How many of them did not succeed.
  private(set) var failedCount = 0

  /// The first outcomes.
  private(set) var outcomes: [BackgroundTaskOutcome] = []

  mutating func add(_ outcome: BackgroundTaskOutcome) {
    count += 1
    if !outcome.hasSucceeded { failedCount += 1 }
    if outcomes.count < Self.keptOutcomes { outcomes.append(outcome) }
  }

  static func += (summary: inout BackgroundTaskSummary, more: BackgroundTaskSummary) {
    summary.count += more.count
    summary.failedCount += more.failedCount
    summary.outcomes += more.outcomes.prefix(max(0, keptOutcomes - summary.outcomes.count))
  }
}
