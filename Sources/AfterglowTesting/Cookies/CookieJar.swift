import FoundationEssentials
import HTTPTypes

/// Cookies as a browser keeps them and sends them back (RFC 6265, section 5).
///
/// Domain, path, expiry and `Secure` decide which cookies a request has, and the prefixes `__Host-` and `__Secure-`
/// demand what they do in browsers. Not kept: `HttpOnly` and `SameSite`, which are for scripts and other sites, and the
/// list of public suffixes.
public struct CookieJar: Sendable {
  private var cookies: [StoredCookie] = []

  /// Makes a jar without cookies.
  public init() {}

  /// The values of all cookies that have not expired, by their names.
  public var values: [String: String] {
    let now = Date()
    return Dictionary(
      cookies.filter { !$0.hasExpired(at: now) }.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The value of the cookie of a name.
  ///
  /// Setting it replaces all cookies of that name by one for every host and path; nil removes them.
  public subscript(name: String) -> String? {
    get { values[name] }
    set {
      cookies.removeAll { $0.name == name }
      if let newValue { cookies.append(StoredCookie(name: name, value: newValue)) }
    }
  }

  /// Keeps the cookies that a response sets, and removes those it removes.
  ///
  /// - Parameters:
  ///   - headers: The response's header fields, with any number of `Set-Cookie`.
  ///   - target: The path and query of the request.
  ///   - host: The host that the request was sent to; `localhost` by default, as the kit's requests.
  ///   - isSecure: Whether the request counts as sent over HTTPS; true by default.
  ///   - now: The time of the response; now by default.
  public mutating func keep(
    _ headers: HTTPFields, from target: String, host: String = "localhost", isSecure: Bool = true,
    at now: Date = Date()
  ) {
    for text in headers[values: .setCookie] {
      guard let cookie = StoredCookie(text, from: target, host: host, isSecure: isSecure, at: now) else {
        continue
      }
      cookies.removeAll { $0.isReplaced(by: cookie) }
      if !cookie.hasExpired(at: now) { cookies.append(cookie) }
    }
  }

  /// The value of a request's `Cookie` field.
  ///
  /// - Parameters:
  ///   - target: The path and query of the request.
  ///   - host: The host that the request is sent to; `localhost` by default.
  ///   - isSecure: Whether the request counts as sent over HTTPS; true by default.
  ///   - now: The time of the request; now by default.
  /// - Returns: The cookies that a browser would send, those of longer paths first; nil if there are none.
  public func field(
    for target: String, host: String = "localhost", isSecure: Bool = true, at now: Date = Date()
  ) -> String? {
    let sent = cookies.filter { $0.isSent(to: target, host: host, isSecure: isSecure, at: now) }
    guard !sent.isEmpty else { return nil }
    // Section 5.4: longer paths first, and among those of one length the older; `sorted` keeps their order.
    return sent.sorted { $0.path.utf8.count > $1.path.utf8.count }.map { "\($0.name)=\($0.value)" }
      .joined(separator: "; ")
  }
}
