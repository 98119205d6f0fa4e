import FoundationEssentials
import HTTPTypes

/// A jar that keeps cookies and sends them back as a browser does (RFC 6265, section 5).
///
/// Domain, path, expiry and `Secure` decide which cookies a request has, and the prefixes `__Host-` and `__Secure-` are
/// enforced as in browsers. `HttpOnly` and `SameSite`, which concern scripts and other sites, and the list of public
/// suffixes are ignored.
public struct CookieJar: Sendable {
  private var cookies: [StoredCookie] = []

  /// Creates a jar without cookies.
  public init() {}

  /// The values of all cookies that have not expired, by name.
  public var values: [String: String] {
    let now = Date()
    return Dictionary(
      cookies.filter { !$0.hasExpired(at: now) }.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The value of the cookie with a name.
  ///
  /// Setting it replaces all cookies of that name by one for all hosts and paths; `nil` removes them.
  public subscript(name: String) -> String? {
    get { values[name] }
    set {
      cookies.removeAll { $0.name == name }
      if let newValue { cookies.append(StoredCookie(name: name, value: newValue)) }
    }
  }

  /// Applies a response's `Set-Cookie` fields: keeps the cookies that they set and removes those that they remove.
  ///
  /// - Parameters:
  ///   - headers: the response's header fields, with any number of `Set-Cookie`.
  ///   - target: the path and query of the request.
  ///   - host: the host that the request was sent to; `localhost` by default, as in the kit's requests.
  ///   - isSecure: whether the request counts as sent over HTTPS; `true` by default.
  ///   - now: the time of the response; the current time by default.
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

  /// Returns the value of a request's `Cookie` field.
  ///
  /// - Parameters:
  ///   - target: the path and query of the request.
  ///   - host: the host that the request is sent to; `localhost` by default.
  ///   - isSecure: whether the request counts as sent over HTTPS; `true` by default.
  ///   - now: the time of the request; the current time by default.
  /// - Returns: the cookies that a browser would send, those of longer paths first; `nil` if there are none.
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
