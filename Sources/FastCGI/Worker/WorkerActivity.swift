/// What a worker is doing.
public enum WorkerActivity: Sendable, Equatable {
  /// Waiting for a connection.
  case idle

  /// Receiving the params of a request.
  case receiving

  /// Answering a request, which the responder describes.
  case responding(String)

  /// Running what came with the last request: a background task, by name.
  case runningTask(String)

  /// The worker has ended.
  case ended
}
