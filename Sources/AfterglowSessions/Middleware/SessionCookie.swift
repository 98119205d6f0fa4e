import Afterglow

/// The cookie that a session is in, or its id.
public struct SessionCookie: Sendable {
  /// `__Host-session`: for this host alone, over HTTPS, until the browser is closed.
  public static let standard = SessionCookie(
    unchecked: "__Host-session", path: "/", domain: nil, secure: true, sameSite: .lax, persistent: false)

  /// Its name.
  public let name: String

  let path: String
  let domain: String?
  let isSecure: Bool
  let sameSite: Cookie.SameSite

  /// Whether browsers keep it when they are closed.
  public let isPersistent: Bool

  /// A cookie that scripts can't read.
  ///
  /// - Parameters:
  ///   - name: its name. With the prefix `__Host-` no other host, a subdomain for example, can set it for this one.
  ///   - path: it is sent to this path and what lies below it; everywhere by default.
  ///   - domain: it is also sent to the hosts below this one; to this host alone by default, which is safer.
  ///   - secure: whether it is sent over HTTPS only, which is the default. For development without TLS, `false`, and a
  ///     name without prefix.
  ///   - sameSite: with which requests from other sites it is sent; `lax` by default. ``CSRFMiddleware``
  ///     is needed with any.
  ///   - persistent: whether browsers keep it until the session's end, also when they are closed; not by default.
  /// - Throws: `CookieError` for what clients would refuse.
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

  /// How long a value may be so that browsers take the cookie (RFC 6265bis, section 5.6).
  var maxValueSize: Int { 4096 - name.utf8.count }

  func cookie(_ value: String, maxAge: Duration?) throws(CookieError) -> Cookie {
    try Cookie(
      name, value, path: path, domain: domain, maxAge: maxAge, secure: isSecure, sameSite: sameSite)
  }
}
