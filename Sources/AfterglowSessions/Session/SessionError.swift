/// The error of a session or CSRF token that is unavailable or can't be saved.
///
/// The client gets 500, and the error is logged.
public enum SessionError: Error, CustomStringConvertible {
  /// No ``SessionMiddleware`` is around the handler.
  case noMiddleware
  /// No ``CSRFMiddleware`` is around the handler.
  case noCSRFMiddleware
  /// A value can't be encoded as JSON.
  case notEncodable(name: String, reason: String)
  /// The session doesn't fit into a cookie.
  case tooLarge(size: Int, limit: Int)
  /// The store failed.
  case store(operation: String, underlying: any Error)
  /// The response has been sent, and with it the session's cookie.
  case responseSent

  /// A line that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .noMiddleware: "There is no session: add a SessionMiddleware around the handler."
    case .noCSRFMiddleware: "There is no CSRF token: add a CSRFMiddleware around the handler."
    case .notEncodable(let name, let reason):
      "The session's value '\(name)' can't be encoded as JSON: \(reason)"
    case .tooLarge(let size, let limit):
      "The session makes a cookie of \(size) bytes, and browsers drop those of more than \(limit); keep less in it, or "
        + "give the SessionMiddleware a store."
    case .store(let operation, let underlying):
      "The session store can't \(operation): \(String(reflecting: underlying))"
    case .responseSent:
      "The session is in a cookie and the response has been sent; only with a store can it still be changed."
    }
  }
}
