import Afterglow
import HTTPTypes

/// Middleware that refuses, with 403, requests that another site makes a user's browser send (cross-site request
/// forgery).
///
///     app.add(middleware: CSRFMiddleware(secrets: secrets))
///     app.get("/transfer") { (request: Request) in
///       page("<form method=post><input type=hidden name=_csrf value=\(try request.csrfToken)>…</form>")
///     }
///
/// It checks two things in requests with methods other than GET, HEAD, OPTIONS and TRACE:
///
/// - Their `Origin`, or without one their `Referer`, is this host or a trusted origin. Browsers send it with such
///   requests. If both are missing, the token alone decides.
/// - They repeat the token in the client's signed cookie, in the header field `X-CSRF-Token` or the form's field
///   `_csrf`. In a multipart form that field has to come before all files and within the first 64 KiB, since only so
///   much is read before the handler is called. The handler still gets the whole form. Make it the form's first field.
///
/// The cookie is independent of the session's, so the log-in form is protected too. Routes for which browsers send no
/// credentials by themselves, for example those with bearer tokens, are better left outside, in an `Include` of their
/// own.
public struct CSRFMiddleware: MiddlewareWithoutTaskLocals {
  private let text: SignedText
  private let cookie: SessionCookie
  private let trustedOrigins: Set<WebOrigin>

  /// Creates middleware against forged requests.
  ///
  /// - Parameters:
  ///   - secrets: the secrets of the cookie, at least one: the first one signs, and all are accepted. Those of the
  ///     ``SessionMiddleware`` can be used.
  ///   - trustedOrigins: other sites that may send requests, such as `https://example.org`; none by default.
  ///   - cookie: the cookie; by default `__Host-csrf`, until the browser is closed. For development without TLS, pass
  ///     one that is not secure.
  public init(
    secrets: [SessionSecret], trustedOrigins: [String] = [], cookie: SessionCookie = .csrf
  ) {
    text = SignedText(secrets, purpose: "csrf \(cookie.name)")
    self.cookie = cookie
    self.trustedOrigins = Set(
      trustedOrigins.map { name in
        guard let origin = WebOrigin(name) else {
          preconditionFailure(
            "'\(name)' is no origin: give scheme, host and port, without a path or a slash at the end.")
        }
        return origin
      })
  }

  /// Checks the request and returns the response from further in, with the cookie if `csrfToken` made a new token.
  ///
  /// - Throws: `HTTPError` 403 for a request that may be forged, and 400 for a multipart form that can't be read;
  ///   errors of reading the body and from further in.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    let protection = CSRFProtection(presentedToken(of: request))
    if !Self.isSafe(request.method) { try check(request, against: protection.presented) }
    request.setCSRFProtection(protection)
    var response = try await next.respond(to: request)
    if let token = protection.newToken {
      response.setCookie(try cookie.cookie(text.signing(token.cookiePayload), maxAge: nil))
    }
    if protection.wasAskedFor {
      response.headers.addVary(.cookie)
      if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private" }
    }
    return response
  }

  /// Whether the method is safe (RFC 9110, section 9.2.1).
  private static func isSafe(_ method: HTTPRequest.Method) -> Bool {
    [.get, .head, .options, .trace].contains(method)
  }

  private func presentedToken(of request: Request) -> CSRFToken? {
    request.cookies.values(of: cookie.name).lazy
      .compactMap { text.payload(of: $0).flatMap(CSRFToken.init(cookiePayload:)) }.first
  }

  private func check(_ request: Request, against expected: CSRFToken?) throws {
    guard isOfTrustedOrigin(request) else {
      throw HTTPError(.forbidden, detail: "The request comes from another site.")
    }
    // Without the cookie there is no need to read the body.
    guard let expected, let sent = try Self.sentToken(of: request), sent.matches(expected) else {
      throw Self.refusal("The request has no valid CSRF token; load the page again, with cookies allowed.")
    }
  }

  private static func refusal(_ detail: String) -> HTTPError { HTTPError(.forbidden, detail: detail) }

  private func isOfTrustedOrigin(_ request: Request) -> Bool {
    let origin: WebOrigin?
    if let field = request.headers[.origin] {
      origin = WebOrigin(field)
    } else if let field = request.headers[.referer] {
      origin = WebOrigin(ofURL: field)
    } else {
      return true
    }
    guard let origin else { return false }
    let isOwn = request.host.map { origin.isOf($0, serverPort: request.serverPort) } ?? false
    return isOwn || trustedOrigins.contains(origin)
  }

  private static func sentToken(of request: Request) throws -> CSRFToken? {
    if let field = request.headers[.csrfToken] { return CSRFToken(masked: field) }
    switch try request.formValue(named: "_csrf") {
    case .found(let text): return CSRFToken(masked: text)
    case .missing: return nil
    case .notInFront:
      throw refusal(
        """
        The form has no CSRF token in front: put the field _csrf before every file of the form, within its first \
        \(Request.formReadAhead >> 10) KiB, or send the token in the header field X-CSRF-Token.
        """)
    }
  }
}

extension SessionCookie {
  /// `__Host-csrf`: for this host alone, over HTTPS, until the browser is closed.
  public static let csrf = SessionCookie(
    unchecked: "__Host-csrf", path: "/", domain: nil, secure: true, sameSite: .lax, persistent: false)
}

extension HTTPField.Name {
  /// `X-CSRF-Token`, the field in which a script sends ``Afterglow/Request/csrfToken``.
  public static let csrfToken: Self = {
    guard let name = Self("X-CSRF-Token") else { preconditionFailure("a valid field name") }
    return name
  }()
}
