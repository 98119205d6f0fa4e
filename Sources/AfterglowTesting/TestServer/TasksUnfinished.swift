import FastCGI

/// The error of a wait for background tasks that did not end in time.
public struct TasksUnfinished: Error, Hashable, Sendable {
  /// The unfinished tasks: the ids of their requests, or their names in the test's own process.
  public let unfinished: [String]
  /// The time that they were awaited.
  public let elapsed: Duration
  /// The exit status of the service's process; `nil` if it still runs.
  public let exitStatus: ExitStatus?
  /// Whether the service has written a line of its access log, which tells the end of tasks.
  public let hasSeenAccessLog: Bool
}

extension TasksUnfinished: CustomStringConvertible {
  /// The sentence for a failure message, with the likely reason.
  public var description: String {
    var sentence =
      "background tasks have not ended within \(elapsed.formattedAsSeconds): "
      + unfinished.joined(separator: ", ")
    if let exitStatus {
      sentence += "; the process \(exitStatus)"
    } else if !hasSeenAccessLog {
      sentence +=
        "; there is no line of the access log, which the kit needs: does the service log below "
        + "--log-level info, or elsewhere than to standard output and error?"
    }
    return sentence
  }
}
