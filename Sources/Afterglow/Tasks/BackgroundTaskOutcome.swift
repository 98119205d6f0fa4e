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
