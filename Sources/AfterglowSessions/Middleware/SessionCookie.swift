import Afterglow

/// The cookie that holds a session, or its id.
public struct SessionCookie: Sendable {
  /// `__Host-session`: for this host alone, over HTTPS, until the browser is closed.
  public static let standard = SessionCookie(
    unchecked: "__Host-session", path: "/", domain: nil, secure: true, sameSite: .lax, persistent: false)

  /// The cookie's name.
  public let name: String

  let path: String
  let domain: String?
  let isSecure: Bool
  let sameSite: Cookie.SameSite

  /// Whether browsers keep the cookie when they are closed.
  public let isPersistent: Bool

  /// Creates a cookie that scripts can't read.
  ///
  /// - Parameters:
  ///   - name: the cookie's name. With the prefix `__Host-` no other host, such as a subdomain, can set it for this
  ///     one.
  ///   - path: the path to which the cookie is sent, and to all paths below it; `/` by default.
  ///   - domain: the domain to whose hosts the cookie is sent; `nil` by default, for this host alone, which is safer.
  ///   - secure: whether the cookie is sent over HTTPS only; `true` by default. For development without TLS, pass
  ///     `false` and a name without prefix.
  ///   - sameSite: the requests from other sites with which the cookie is sent; `lax` by default. ``CSRFMiddleware`` is
  ///     needed with any value.
  ///   - persistent: whether browsers keep the cookie until the session's end, also when they are closed; `false` by
  ///     default.
  /// - Throws: `CookieError` if clients would refuse the cookie.
  public init(
    name: String, path: String = "/", domain: String? = nil, secure: Bool = true,
    sameSite: Cookie.SameSite = .lax, persistent: Bool = false
  ) throws(CookieError) {
    _ = try Cookie(name, "", path: path, domain: domain, secure: secure, sameSite: sameSite)
    self.init(
      unchecked: name, path: path, domain: domain, secure: secure, sameSite: sameSite, persistent: persistent)
  }

  init(
    unchecked name: String, path: String, domain: String?, secure: Bool, sameSite: Cookie.SameSite,
    persistent: Bool
  ) {
    self.name = name
    self.path = path
    self.domain = domain
    isSecure = secure
    self.sameSite = sameSite
    isPersistent = persistent
  }

  /// The maximum length of a value, so that browsers accept the cookie (RFC 6265bis, section 5.6).
  var maxValueSize: Int { 4096 - name.utf8.count }

  func cookie(_ value: String, maxAge: Duration?) throws(CookieError) -> Cookie {
    try Cookie(
      name, value, path: path, domain: domain, maxAge: maxAge, secure: isSecure, sameSite: sameSite)
  }
}
