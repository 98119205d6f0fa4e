/// The error for a response whose body could not be produced whole, in the test's own process.
///
/// In the other modes the connection breaks off, or a 500 comes where nothing had been sent.
public struct BrokenOffBody: Error, CustomStringConvertible {
  /// What the closure that produces the body threw.
  public let underlyingError: any Error

  /// The sentence for a failure message.
  public var description: String { "producing the response's body failed: \(underlyingError)" }
}
