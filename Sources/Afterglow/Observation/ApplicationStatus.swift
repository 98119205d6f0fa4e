/// The counts of an application in one process, from the process's beginning.
public struct ApplicationStatus: Codable, Equatable, Sendable {
  /// The number of responses in each class of status (RFC 9110, section 15).
  public struct Responses: Codable, Equatable, Sendable {
    /// 1xx.
    public var informational = 0
    /// 2xx.
    public var successful = 0
    /// 3xx.
    public var redirection = 0
    /// 4xx.
    public var clientError = 0
    /// 5xx.
    public var serverError = 0
  }

  /// The counts of background tasks.
  public struct Background: Codable, Equatable, Sendable {
    /// The number of tasks that began and have ended, with any result.
    public var run = 0
    /// The number of tasks that threw.
    public var failed = 0
    /// The number of tasks that were cancelled at their time-out.
    public var timedOut = 0
    /// The total time of the tasks in seconds; each of several concurrent tasks counts by itself.
    public var seconds = 0.0
  }

  /// The counts of responses.
  public var responses = Responses()

  /// The total time of the requests in seconds, each from the arrival of its params until it was finished.
  public var handlerSeconds = 0.0

  /// The counts of background tasks.
  public var background = Background()

  /// The number of log lines that the process has dropped, see ``NonBlockingLogHandler``.
  public var droppedLogLines = 0
}
