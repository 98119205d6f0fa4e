/// The error of a call that takes a process of the service's own, in a test that has none.
public struct NotInProcess: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was asked for.
  public let call: String

  /// The sentence for a failure message, with the remedy.
  public var description: String {
    "\(call): the service runs in the test's own process here; use .spawned or .nginx"
  }
}
