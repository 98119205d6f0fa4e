import AfterglowAuth
import AfterglowSessions

extension Authenticated {
  /// The session of the request's client, as `Request.session`.
  ///
  /// - Throws: `SessionError.noMiddleware` if there is no `SessionMiddleware` around whoever asks.
  public var session: Session {
    get throws(SessionError) { try request.session }
  }

  /// The token that the client has to send back with requests which change something, as `Request.csrfToken`.
  ///
  /// - Throws: `SessionError.noCSRFMiddleware` if there is no `CSRFMiddleware` around whoever asks.
  public var csrfToken: String {
    get throws(SessionError) { try request.csrfToken }
  }
}
