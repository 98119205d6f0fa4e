/// The error of a call that needs a separate process of the service, in a test without one.
public struct NotInProcess: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the call.
  public let call: String

  /// The sentence for a failure message, with the remedy.
  public var description: String {
    "\(call): the service runs in the test's own process here; use .spawned or .nginx"
  }
}
