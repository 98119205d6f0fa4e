/// The error of a stop that left work unfinished.
///
/// Requests or background tasks were cancelled, were not begun, or are still running although they were cancelled.
/// The process should exit after this error.
public struct UnfinishedWorkError: Error, CustomStringConvertible {
  /// The activities that still run although they were cancelled.
  public let activities: [WorkerActivity]

  /// The names of the work that was cancelled or not begun.
  public let cancelled: [String]

  private let cause: StopPlan.Cause

  package init(activities: [WorkerActivity] = [], cancelled: [String], cause: StopPlan.Cause) {
    (self.activities, self.cancelled, self.cause) = (activities, cancelled, cause)
  }

  /// A line with the names of the unfinished work.
  public var description: String {
    let running =
      activities.isEmpty ? [] : ["not ended although cancelled: \(list(activities.map(\.description)))"]
    let ended = cancelled.isEmpty ? [] : ["cancelled or not begun: \(list(cancelled))"]
    return "\(cause.rawValue); \((running + ended).joined(separator: "; "))."
  }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
