import HTTPTypes

extension Response {
  /// Sends a cookie with the response, in a `Set-Cookie` field of its own.
  ///
  /// It takes the place of one with the same name, path and domain that the response has already.
  public mutating func setCookie(_ cookie: Cookie) {
    let identity = SetCookieIdentity(cookie.setCookieText)
    headers[values: .setCookie].removeAll { SetCookieIdentity($0) == identity }
    headers.append(HTTPField(name: .setCookie, value: cookie.setCookieText))
  }

  /// Makes the client forget a cookie.
  ///
  /// - Parameters:
  ///   - name: the cookie's name.
  ///   - path: the path that it was set for; `/` by default.
  ///   - domain: the domain that it was set for; none by default.
  /// - Throws: ``CookieError`` for what can't be a cookie's name, path or domain.
  public mutating func removeCookie(
    named name: String, path: String = "/", domain: String? = nil
  ) throws(CookieError) {
    setCookie(try Cookie.removal(of: name, path: path, domain: domain))
  }
}

/// What a client tells cookies apart by (RFC 6265, section 5.3, step 11).
private struct SetCookieIdentity: Equatable {
  private let name: Substring
  private var path: Substring?
  private var domain: String?

  init(_ setCookieText: String) {
    let parts = setCookieText.split(separator: "; ")
    name = parts.first?.prefix { $0 != "=" } ?? ""
    for attribute in parts.dropFirst() {
      let pair = attribute.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      switch pair[0].lowercased() {
      case "path": path = pair[1]
      case "domain": domain = pair[1].lowercased()
      default: break
      }
    }
  }
}
