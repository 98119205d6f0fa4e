/// What an application has done in one process since that began.
public struct ApplicationStatus: Codable, Equatable, Sendable {
  /// How many responses there were of each class of status (RFC 9110, section 15).
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

  /// How the background tasks went.
  public struct Background: Codable, Equatable, Sendable {
    /// How many have been begun and have ended, however they ended.
    public var run = 0
    /// How many of them threw.
    public var failed = 0
    /// How many of them were cancelled at their time-out.
    public var timedOut = 0
    /// How long they took in all, in seconds; of tasks that run concurrently each counts by itself.
    public var seconds = 0.0
  }

  /// The responses.
  public var responses = Responses()

  /// How long requests took in all, in seconds: each from the moment its params were there until it was finished.
  public var handlerSeconds = 0.0

  /// The background tasks.
  public var background = Background()

  /// How many lines of the log the process has dropped, see ``NonBlockingLogHandler``.
  public var droppedLogLines = 0
}
