/// The error for an executable that the system can't run, such as one that was built for another processor.
public struct SpawnFailure: Error, Sendable, CustomStringConvertible {
  /// The path of the executable.
  public let path: String
  /// What the system said.
  public let reason: any Error

  /// The sentence for a failure message.
  public var description: String { "\(path) can't be run: \(reason)" }
}
