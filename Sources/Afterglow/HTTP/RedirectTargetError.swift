/// An error about a redirect's target that is refused.
///
/// By default, the client gets a 500 and the error is logged. Handlers that redirect to a target from the client should
/// catch it.
public struct RedirectTargetError: Error, Hashable, CustomStringConvertible {
  /// The reasons for refusing a target.
  public enum Reason: Hashable, Sendable {
    /// The target is empty, or has white space, a control character or a backslash.
    case malformed
    /// The target leads to another site.
    case otherSite
    /// The target is not an `http` or `https` address with a host.
    case noAddress
  }

  /// The refused target.
  public let target: String

  /// The reason.
  public let reason: Reason

  /// A description of the error, with the target and a remedy.
  public var description: String {
    let target = target.debugDescription
    return switch reason {
    case .malformed:
      "No redirect to \(target): it is empty, or has white space, a control character or a backslash. Encode it."
    case .otherSite:
      "No redirect to \(target): it leads to another site. Use redirect(toOtherSite:) if it is one that is trusted."
    case .noAddress:
      "No redirect to \(target): it does not begin with https:// or http:// and a host."
    }
  }
}
