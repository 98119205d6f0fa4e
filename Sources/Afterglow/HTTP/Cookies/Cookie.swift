/// A cookie for the client to store (RFC 6265).
///
///     response.setCookie(try Cookie("theme", "dark", maxAge: .seconds(86_400 * 365)))
///
/// By default, the client sends the cookie to every path of this host, over HTTPS only. It does not send it with
/// requests from other sites, except when a link is followed. Scripts can't read it.
public struct Cookie: Sendable, Equatable {
  /// The requests from other sites that carry the cookie (RFC 6265bis, section 4.1.2.7).
  public enum SameSite: String, Sendable {
    /// No requests from other sites.
    case strict = "Strict"
    /// Links to this site: top-level navigations with a safe method.
    case lax = "Lax"
    /// All requests from other sites. The cookie must be secure.
    case none = "None"
  }

  /// The name.
  public let name: String

  /// The value.
  public let value: String

  /// The path that the cookie is sent to, together with the paths below it.
  public let path: String

  /// The host that the cookie is sent to, together with its subdomains; `nil` for this host alone.
  public let domain: String?

  /// How long the client stores the cookie; `nil` until the browser is closed.
  public let maxAge: Duration?

  /// Whether the cookie is sent over HTTPS only.
  public let isSecure: Bool

  /// Whether the cookie is hidden from scripts.
  public let isHTTPOnly: Bool

  /// The requests from other sites that carry the cookie.
  public let sameSite: SameSite

  /// Whether the cookie is stored separately for each site that embeds this one (CHIPS).
  public let isPartitioned: Bool

  /// Creates a cookie.
  ///
  /// - Parameters:
  ///   - name: the name, a token (RFC 9110, section 5.6.2): letters, digits and most punctuation. With the prefix
  ///     `__Secure-`, the cookie must be secure. With `__Host-`, it must also have the path `/` and no domain; clients
  ///     then accept it from this host only.
  ///   - value: the value: printable ASCII without spaces, quotation marks, commas, semicolons and backslashes.
  ///     Percent- or Base64-encode other text. Name and value together have at most 4096 bytes.
  ///   - path: the path that the cookie is sent to, together with the paths below it; `/` by default.
  ///   - domain: the host that the cookie is sent to, together with its subdomains; `nil` by default, for this host
  ///     alone, which is safer.
  ///   - maxAge: how long the client stores the cookie, rounded up to whole seconds; `nil` by default, until the
  ///     browser is closed. Browsers store cookies for at most 400 days. There is no `Expires`, because it depends on
  ///     the client's clock.
  ///   - secure: whether the cookie is sent over HTTPS only; `true` by default. For development, browsers other than
  ///     Safari treat `http://localhost` as secure.
  ///   - httpOnly: whether the cookie is hidden from scripts; `true` by default.
  ///   - sameSite: the requests from other sites that carry the cookie; ``SameSite/lax`` by default.
  ///   - partitioned: whether the cookie is stored separately for each site that embeds this one; `false` by default.
  /// - Throws: ``CookieError`` if clients would refuse or misread the cookie.
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

  /// Returns an expired cookie, which makes a client delete its own.
  ///
  /// - Parameters:
  ///   - name: the cookie's name.
  ///   - path: the path that the cookie was set for; `/` by default.
  ///   - domain: the domain that the cookie was set for; `nil` by default.
  /// - Returns: the expired cookie.
  /// - Throws: ``CookieError`` if the name, path or domain is invalid.
  public static func removal(
    of name: String, path: String = "/", domain: String? = nil
  ) throws(CookieError) -> Cookie {
    try Cookie(name, "", path: path, domain: domain, maxAge: .zero)
  }
}

extension Cookie {
  /// The value of the `Set-Cookie` field (RFC 6265, section 4.1).
  public var setCookieText: String {
    var text = "\(name)=\(value); Path=\(path)"
    if let domain { text += "; Domain=\(domain)" }
    if let maxAge { text += "; Max-Age=\(Self.wholeSeconds(maxAge))" }
    if isSecure { text += "; Secure" }
    if isHTTPOnly { text += "; HttpOnly" }
    text += "; SameSite=\(sameSite.rawValue)"
    if isPartitioned { text += "; Partitioned" }
    return text
  }

  /// Returns a duration in seconds, rounded up, because 0 would make the client delete the cookie at once.
  private static func wholeSeconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return max(0, attoseconds > 0 ? seconds + 1 : seconds)
  }
}
