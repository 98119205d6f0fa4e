/// The error of a command that was called with wrong arguments: one line on standard error and the exit code 64.
public struct CommandUsageError: Error, Hashable, CustomStringConvertible {
  /// A line that says what is wrong and what to do.
  public let description: String

  /// Creates an error with a line for standard error.
  public init(_ description: String) { self.description = description }
}
