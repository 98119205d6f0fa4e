/// The error of a process that ended before it was ready for the test.
public struct EndedEarly: Error, Hashable, Sendable, CustomStringConvertible {
  /// The exit status of the process.
  public let status: ExitStatus

  /// The sentence for a failure message.
  public var description: String { "the process \(status) before it was ready" }
}
