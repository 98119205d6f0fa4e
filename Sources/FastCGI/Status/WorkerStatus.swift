#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What one worker is doing, and since when.
public struct WorkerStatus: Equatable, Sendable {
  /// The worker's number within its process, from 0.
  public var number: Int

  /// What it is doing.
  public var activity: WorkerActivity

  /// Since when it has been doing that.
  public var since: Date

  /// A status.
  public init(number: Int, activity: WorkerActivity, since: Date) {
    self.number = number
    self.activity = activity
    self.since = since
  }
}

/// `{"number": 0, "activity": "runningTask", "task": "confirmation-email", "since": …}`: one level, since it is programs
/// of other languages that read it.
extension WorkerStatus: Codable {
  private enum CodingKeys: CodingKey {
    case number, activity, request, task, since
  }

  /// Reads what ``encode(to:)`` wrote.
  ///
  /// - Throws: `DecodingError`.
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

  /// Writes the activity as its kind, with the request or the task beside it.
  ///
  /// - Throws: what the encoder throws.
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
