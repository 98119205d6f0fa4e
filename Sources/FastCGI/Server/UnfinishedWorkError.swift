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
