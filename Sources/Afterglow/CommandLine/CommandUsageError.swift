/// A command that was called in a way that it doesn't understand: a line for standard error, and the exit code 64.
public struct CommandUsageError: Error, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String

  /// An error.
  public init(_ description: String) { self.description = description }
}
