import HTTPTypes

extension Response {
  /// Adds a cookie to the response, in a `Set-Cookie` field of its own.
  ///
  /// The cookie replaces one of the same name, path and domain that the response already has.
  public mutating func setCookie(_ cookie: Cookie) {
    let identity = SetCookieIdentity(cookie.setCookieText)
    headers[values: .setCookie].removeAll { SetCookieIdentity($0) == identity }
    headers.append(HTTPField(name: .setCookie, value: cookie.setCookieText))
  }

  /// Makes the client delete a cookie.
  ///
  /// - Parameters:
  ///   - name: the cookie's name.
  ///   - path: the path that the cookie was set for; `/` by default.
  ///   - domain: the domain that the cookie was set for; `nil` by default.
  /// - Throws: ``CookieError`` if the name, path or domain is invalid.
  public mutating func removeCookie(
    named name: String, path: String = "/", domain: String? = nil
  ) throws(CookieError) {
    setCookie(try Cookie.removal(of: name, path: path, domain: domain))
  }
}

/// The values by which a client tells cookies apart (RFC 6265, section 5.3, step 11).
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
