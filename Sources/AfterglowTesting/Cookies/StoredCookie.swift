import Afterglow
import FoundationEssentials

/// One cookie as a browser stores it (RFC 6265, section 5.3).
struct StoredCookie: Sendable {
  let name: String
  let value: String
  /// The host, or with ``includesSubdomains`` the domain; `nil` for all hosts.
  private var domain: String?
  private var includesSubdomains = false
  private(set) var path = "/"
  private var isSecure = false
  /// The end of the cookie; `nil` if it lasts as long as the browser.
  private var expiry: Date?

  init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Reads a `Set-Cookie` field (section 5.2).
  ///
  /// - Returns: `nil` if a browser would not take the cookie.
  init?(_ text: String, from target: String, host: String, isSecure requestIsSecure: Bool, at now: Date) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
    guard let pair = parts.first, let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
      return nil
    }
    self.init(
      name: Self.trimmed(pair[..<equals]), value: Self.trimmed(pair[pair.index(after: equals)...]))
    path = Self.defaultPath(of: target)
    domain = Self.hostname(host)
    var maxAge: Int?
    for attribute in parts.dropFirst() {
      let words = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        Self.trimmed)
      let value = words.count > 1 ? words[1] : ""
      switch words[0].lowercased() {
      case "expires":
        expiry = HTTPDate(value).map { Date(timeIntervalSince1970: Double($0.secondsSince1970)) } ?? expiry
      case "max-age": maxAge = Int(value) ?? maxAge
      case "domain" where !value.isEmpty:
        domain = (value.hasPrefix(".") ? String(value.dropFirst()) : value).lowercased()
        includesSubdomains = true
      case "path": path = value.hasPrefix("/") ? value : Self.defaultPath(of: target)
      case "secure": isSecure = true
      default: break
      }
    }
    // Section 5.2.2: Max-Age takes precedence over Expires.
    if let maxAge { expiry = maxAge > 0 ? now.addingTimeInterval(Double(maxAge)) : .distantPast }
    guard isOf(Self.hostname(host)), requestIsSecure || !isSecure, keepsPromiseOfName else { return nil }
  }

  /// Whether the cookie meets the conditions of its name's prefix (RFC 6265bis, section 4.1.3).
  private var keepsPromiseOfName: Bool {
    let name = name.lowercased()
    if name.hasPrefix("__host-") { return isSecure && !includesSubdomains && path == "/" }
    return isSecure || !name.hasPrefix("__secure-")
  }

  func hasExpired(at now: Date) -> Bool { expiry.map { $0 <= now } ?? false }

  func isReplaced(by other: StoredCookie) -> Bool {
    name == other.name && (domain == nil || (domain == other.domain && path == other.path))
  }

  func isSent(to target: String, host: String, isSecure requestIsSecure: Bool, at now: Date) -> Bool {
    !hasExpired(at: now) && isOf(Self.hostname(host)) && matches(path: Self.path(of: target))
      && (requestIsSecure || !isSecure)
  }

  /// Whether the cookie belongs to a host (section 5.1.3); an IPv4 address has no subdomains.
  private func isOf(_ host: String) -> Bool {
    guard let domain, host != domain else { return true }
    return includesSubdomains && host.hasSuffix("." + domain) && host.contains { !"0123456789.".contains($0) }
  }

  /// Whether the cookie's path covers a path (section 5.1.4), by whole segments.
  private func matches(path requested: String) -> Bool {
    requested == path || requested.hasPrefix(path.hasSuffix("/") ? path : path + "/")
  }

  /// Returns the path of the request up to its last slash (section 5.1.4).
  private static func defaultPath(of target: String) -> String {
    let path = path(of: target)
    guard path.hasPrefix("/"), let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      return "/"
    }
    return String(path[..<slash])
  }

  private static func path(of target: String) -> String { String(target.prefix { $0 != "?" }) }

  /// Returns a host without its port, in lower case.
  private static func hostname(_ host: String) -> String {
    let isBracketed = host.hasPrefix("[")
    let end = isBracketed ? host.lastIndex(of: "]").map { host.index(after: $0) } : host.lastIndex(of: ":")
    return host[..<(end ?? host.endIndex)].lowercased()
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(start[...last])
  }
}
