import Afterglow

/// A background task that has ended, as returned by ``TestServer/backgroundTasksFinished(within:)``.
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
    /// It was not begun: an earlier task of a list with `stopOnFailure` failed, or a shutdown came first.
    case notRun = "not-run"
  }

  /// The task's name.
  public let name: String
  /// The task's result.
  public let result: Result
  /// The time that the task ran.
  public let duration: Duration

  /// Whether the task returned.
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
