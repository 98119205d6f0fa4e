/// The error of an executable that the system can't run, such as one built for another processor.
public struct SpawnFailure: Error, Sendable, CustomStringConvertible {
  /// The path to the executable.
  public let path: String
  /// The system's reason.
  public let reason: any Error

  /// The sentence for a failure message.
  public var description: String { "\(path) can't be run: \(reason)" }
}
