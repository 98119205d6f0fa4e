/// A cookie for the client to keep (RFC 6265).
///
///     response.setCookie(try Cookie("theme", "dark", maxAge: .seconds(86_400 * 365)))
///
/// Unless told otherwise it is sent to every path of this host, over HTTPS only, not with requests that other sites make
/// except when a link is followed, and no script can read it.
public struct Cookie: Sendable, Equatable {
  /// With which requests that come from other sites it is sent (RFC 6265bis, section 4.1.2.7).
  public enum SameSite: String, Sendable {
    /// With none.
    case strict = "Strict"
    /// Only when a link to here is followed: a top-level navigation with a safe method.
    case lax = "Lax"
    /// With all. The cookie has to be secure.
    case none = "None"
  }

  /// Its name.
  public let name: String

  /// Its value.
  public let value: String

  /// It is sent to this path and what lies below it.
  public let path: String

  /// It is sent to this host and the hosts below it; `nil` for this host alone.
  public let domain: String?

  /// How long the client keeps it; `nil` until the browser is closed.
  public let maxAge: Duration?

  /// Whether it is sent over HTTPS only.
  public let isSecure: Bool

  /// Whether it is hidden from scripts.
  public let isHTTPOnly: Bool

  /// With which requests that come from other sites it is sent.
  public let sameSite: SameSite

  /// Whether it is kept apart for each site that this one is embedded in (CHIPS).
  public let isPartitioned: Bool

  /// A cookie.
  ///
  /// - Parameters:
  ///   - name: a token (RFC 9110, section 5.6.2): letters, digits and most punctuation. With the prefix `__Secure-` it has
  ///     to be secure; with `__Host-` also of path `/` and without a domain, and clients accept it from nobody else.
  ///   - value: printable ASCII without spaces, quotation marks, commas, semicolons and backslashes; other text is to
  ///     be percent- or Base64-encoded. Name and value together are no longer than 4096 bytes.
  ///   - path: it is sent to this path and what lies below it; everywhere by default.
  ///   - domain: it is also sent to the hosts below this one; to this host alone by default, which is safer.
  ///   - maxAge: how long the client keeps it, in whole seconds, rounded up; by default until the browser is closed.
  ///     Browsers keep none for more than 400 days. There is no `Expires`: it needs a client's clock that is right.
  ///   - secure: whether it is sent over HTTPS only, which is the default. During development, browsers take
  ///     `http://localhost` for secure, Safari excepted.
  ///   - httpOnly: whether it is hidden from scripts, which is the default.
  ///   - sameSite: with which requests from other sites it is sent; ``SameSite/lax`` by default.
  ///   - partitioned: whether it is kept apart for each site that this one is embedded in; not by default.
  /// - Throws: ``CookieError`` for what clients would refuse or misread.
  public init(
    _ name: String,
    _ value: String,
    path: String = "/",
    domain: String? = nil,
    maxAge: Duration? = nil,
    secure: Bool = true,
    httpOnly: Bool = true,
    sameSite: SameSite = .lax,
    partitioned: Bool = false
  ) throws(CookieError) {
    self.name = name
    self.value = value
    self.path = path
    self.domain = domain
    self.maxAge = maxAge
    self.isSecure = secure
    self.isHTTPOnly = httpOnly
    self.sameSite = sameSite
    self.isPartitioned = partitioned
    try check()
  }

  /// What makes a client forget a cookie.
  ///
  /// - Parameters:
  ///   - name: the cookie's name.
  ///   - path: the path that it was set for; `/` by default.
  ///   - domain: the domain that it was set for; none by default.
  /// - Returns: a cookie that has expired.
  /// - Throws: ``CookieError``.
  public static func removal(
    of name: String, path: String = "/", domain: String? = nil
  ) throws(CookieError) -> Cookie {
    try Cookie(name, "", path: path, domain: domain, maxAge: .zero)
  }
}
