/// A stop that could not wait any longer: requests or background tasks were cancelled, were not begun, or are still
/// running although they have been cancelled.
///
/// The process should exit now.
public struct UnfinishedWorkError: Error, CustomStringConvertible {
  /// What the workers are still doing, although it has been cancelled.
  public let activities: [WorkerActivity]

  /// The names of what was cancelled or not begun.
  public let cancelled: [String]

  package init(activities: [WorkerActivity] = [], cancelled: [String]) {
    (self.activities, self.cancelled) = (activities, cancelled)
  }

  /// The names of what did not finish, in one line.
  public var description: String {
    let running =
      activities.isEmpty ? [] : ["not ended although cancelled: \(list(activities.map(\.description)))"]
    let ended = cancelled.isEmpty ? [] : ["cancelled or not begun: \(list(cancelled))"]
    return "The graceful time-out has passed; \((running + ended).joined(separator: "; "))."
  }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
