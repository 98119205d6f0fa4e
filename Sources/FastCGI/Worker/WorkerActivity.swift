/// The activity of a worker.
public enum WorkerActivity: Sendable, Equatable {
  /// Waiting for a connection.
  case idle

  /// Receiving the params of a request.
  case receiving

  /// Answering a request, which the responder describes.
  case responding(String)

  /// Running a background task of the last request; the value is the task's name.
  case runningTask(String)

  /// The worker has ended.
  case ended
}

extension WorkerActivity: CustomStringConvertible {
  /// A short description of the activity.
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
  /// The kind of an activity, without its subject.
  ///
  /// Programs and the labels of metrics use it, as there are only a few kinds.
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

  /// The request or background task of the activity; `nil` for other activities.
  public var subject: String? {
    switch self {
    case .responding(let subject), .runningTask(let subject): subject
    case .idle, .receiving, .ended: nil
    }
  }
}
