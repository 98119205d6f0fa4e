/// The error of a response whose body could not be produced completely, in the test's own process.
///
/// In the other modes the connection breaks off, or the response is a 500 if nothing had been sent.
public struct BrokenOffBody: Error, CustomStringConvertible {
  /// The error of the closure that produces the body.
  public let underlyingError: any Error

  /// The sentence for a failure message.
  public var description: String { "producing the response's body failed: \(underlyingError)" }
}
