/// A stop that could not wait any longer: requests or background tasks were still running after they had been
/// cancelled.
///
/// The process is to exit now.
public struct UnfinishedWorkError: Error, CustomStringConvertible {
  /// What the workers concerned were doing.
  public let activities: [WorkerActivity]

  /// The names of what did not finish, in one line.
  public var description: String {
    "Not finished at the end of the graceful time-out, although cancelled: "
      + activities.map(\.description).joined(separator: ", ") + "."
  }
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
