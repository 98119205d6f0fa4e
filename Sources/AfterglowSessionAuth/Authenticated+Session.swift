import AfterglowAuth
import AfterglowSessions

extension Authenticated {
  /// The session of the request's client, like `Request.session`.
  ///
  /// - Throws: `SessionError.noMiddleware` if no `SessionMiddleware` is around the caller.
  public var session: Session {
    get throws(SessionError) { try request.session }
  }

  /// The token that the client has to send back with requests that change something, like `Request.csrfToken`.
  ///
  /// - Throws: `SessionError.noCSRFMiddleware` if no `CSRFMiddleware` is around the caller.
  public var csrfToken: String {
    get throws(SessionError) { try request.csrfToken }
  }
}
