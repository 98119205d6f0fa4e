import Afterglow

/// A background task that has ended, as ``TestServer/backgroundTasksFinished(within:)`` tells of it.
public struct FinishedTask: Hashable, Sendable {
  /// How a task ended.
  public enum Result: String, Hashable, Sendable {
    /// It returned.
    case succeeded
    /// It threw; the log has the error.
    case failed
    /// It was cancelled at its time-out.
    case timedOut = "timed-out"
    /// It was cancelled by a shutdown.
    case cancelled
    /// It was not begun: a task before it failed in a list with `stopOnFailure`, or the shutdown came first.
    case notRun = "not-run"
  }

  /// The task's name.
  public let name: String
  /// How it ended.
  public let result: Result
  /// How long it ran.
  public let duration: Duration

  /// Whether it returned.
  public var hasSucceeded: Bool { result == .succeeded }

  init(name: String, result: Result, duration: Duration) {
    self.name = name
    self.result = result
    self.duration = duration
  }

  init(_ outcome: BackgroundTaskOutcome) {
    let result: Result =
      switch outcome.result {
      case .succeeded: .succeeded
      case .failed: .failed
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      case .notRun: .notRun
      }
    self.init(name: outcome.name, result: result, duration: outcome.duration)
  }
}
