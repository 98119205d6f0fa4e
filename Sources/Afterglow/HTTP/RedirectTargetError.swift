/// A target that a redirect is not made to.
///
/// By default it is a 500 and this stands in the log; a handler that redirects to where the client asked to go had
/// better catch it.
public struct RedirectTargetError: Error, Hashable, CustomStringConvertible {
  /// Why not.
  public enum Reason: Hashable, Sendable {
    /// It is empty, or has white space, a control character or a backslash.
    case malformed
    /// It leads to another site.
    case otherSite
    /// It is not the `http` or `https` address of a site.
    case noAddress
  }

  /// The target that was refused.
  public let target: String

  /// Why.
  public let reason: Reason

  /// What is wrong, with the target, and what to do.
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
