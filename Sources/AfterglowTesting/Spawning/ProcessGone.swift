/// The error of a call on a process whose closure has returned.
public struct ProcessGone: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence for a failure message.
  public var description: String { "the process is gone: the closure it was spawned for has returned" }
}
