/// The origin of a page: scheme, host and port (RFC 6454, section 4).
package struct WebOrigin: Hashable, Sendable {
  package let scheme: String
  private let host: String
  private let port: Int?

  /// Parses the value of an `Origin` field; `nil` if it is `null` or malformed.
  package init?(_ text: some StringProtocol) {
    guard let separator = text.firstRange(of: "://"),
      let authority = HostAndPort(text[separator.upperBound...])
    else { return nil }
    scheme = text[..<separator.lowerBound].lowercased()
    guard !scheme.isEmpty,
      scheme.utf8.allSatisfy({ !" /\\:,;\"".utf8.contains($0) && $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    host = authority.host
    port = authority.port ?? Self.standardPort(of: scheme)
  }

  /// Creates the origin of a URL, such as that in a `Referer` field.
  package init?(ofURL text: String) {
    guard let separator = text.firstRange(of: "://") else { return nil }
    self.init(text[..<(text[separator.upperBound...].firstIndex { "/?#".contains($0) } ?? text.endIndex)])
  }

  /// Whether the origin's host and port are those of a request.
  ///
  /// Schemes are not compared, because the web server may not know that a proxy before it has ended TLS.
  ///
  /// - Parameters:
  ///   - other: the host and port of the request.
  ///   - serverPort: the port on which the web server received the request; `nil` by default. It is compared if `other`
  ///     has no port, as from nginx's `$host`. The scheme's default port matches then, too, for a web server behind
  ///     another.
  /// - Returns: whether host and port match.
  package func isOf(_ other: HostAndPort, serverPort: Int? = nil) -> Bool {
    guard host == other.host, let port else { return false }
    if let otherPort = other.port { return port == otherPort }
    return port == Self.standardPort(of: scheme) || port == serverPort
  }

  private static func standardPort(of scheme: String) -> Int? {
    switch scheme {
    case "http": 80
    case "https": 443
    default: nil
    }
  }
}
