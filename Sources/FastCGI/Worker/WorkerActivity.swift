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

extension WorkerActivity: CustomStringConvertible {
  /// What the worker is doing, in a few words.
  public var description: String {
    switch self {
    case .idle: "idle"
    case .receiving: "receiving a request"
    case .responding(let request): "request \(request)"
    case .runningTask(let name): "background task \(name)"
    case .ended: "ended"
    }
  }

  var isBusy: Bool {
    switch self {
    case .idle, .ended: false
    case .receiving, .responding, .runningTask: true
    }
  }
}

extension WorkerActivity {
  /// The kind of activity, without what it is about: one of few words, for programs and for the labels of metrics.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// See ``WorkerActivity/idle``.
    case idle
    /// See ``WorkerActivity/receiving``.
    case receiving
    /// See ``WorkerActivity/responding(_:)``.
    case responding
    /// See ``WorkerActivity/runningTask(_:)``.
    case runningTask
    /// See ``WorkerActivity/ended``.
    case ended
  }

  /// The kind of activity.
  public var kind: Kind {
    switch self {
    case .idle: .idle
    case .receiving: .receiving
    case .responding: .responding
    case .runningTask: .runningTask
    case .ended: .ended
    }
  }

  /// The request or the background task it is about, if it is about one.
  public var subject: String? {
    switch self {
    case .responding(let subject), .runningTask(let subject): subject
    case .idle, .receiving, .ended: nil
    }
  }
}
