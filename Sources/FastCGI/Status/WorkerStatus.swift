#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The activity of one worker, and the time since which it has lasted.
public struct WorkerStatus: Equatable, Sendable {
  /// The worker's number within its process, from 0.
  public var number: Int

  /// The activity.
  public var activity: WorkerActivity

  /// The time at which the activity began.
  public var since: Date

  /// Creates a status.
  public init(number: Int, activity: WorkerActivity, since: Date) {
    self.number = number
    self.activity = activity
    self.since = since
  }
}

/// The form is flat, since programs in other languages read it:
/// `{"number": 0, "activity": "runningTask", "task": "confirmation-email", "since": …}`.
extension WorkerStatus: Codable {
  private enum CodingKeys: CodingKey {
    case number, activity, request, task, since
  }

  /// Decodes the form that ``encode(to:)`` writes.
  ///
  /// - Parameter decoder: the decoder to read from.
  /// - Throws: `DecodingError` if the form is different.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    number = try container.decode(Int.self, forKey: .number)
    since = try container.decode(Date.self, forKey: .since)
    activity =
      switch try container.decode(WorkerActivity.Kind.self, forKey: .activity) {
      case .idle: .idle
      case .receiving: .receiving
      case .responding: .responding(try container.decode(String.self, forKey: .request))
      case .runningTask: .runningTask(try container.decode(String.self, forKey: .task))
      case .ended: .ended
      }
  }

  /// Encodes the activity as its kind, with the request or the task beside it.
  ///
  /// - Parameter encoder: the encoder to write to.
  /// - Throws: the error of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(activity.kind, forKey: .activity)
    try container.encode(since, forKey: .since)
    switch activity {
    case .responding(let request): try container.encode(request, forKey: .request)
    case .runningTask(let task): try container.encode(task, forKey: .task)
    case .idle, .receiving, .ended: break
    }
  }
}
