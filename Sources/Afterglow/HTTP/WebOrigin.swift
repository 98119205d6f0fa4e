/// Where a page comes from: scheme, host and port (RFC 6454, section 4).
package struct WebOrigin: Hashable, Sendable {
  package let scheme: String
  private let host: String
  private let port: Int?

  /// Reads an `Origin` field's value; `nil` for `null` and what is no origin.
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

  /// The origin of a URL, as a `Referer` field has one.
  package init?(ofURL text: String) {
    guard let separator = text.firstRange(of: "://") else { return nil }
    self.init(text[..<(text[separator.upperBound...].firstIndex { "/?#".contains($0) } ?? text.endIndex)])
  }

  /// Whether it is that host.
  ///
  /// The scheme is not compared: the web server may not know that TLS ended before it.
  ///
  /// - Parameters:
  ///   - other: the host.
  ///   - serverPort: the port that the web server was reached at. It counts where the host comes without one, as nginx's
  ///     `$host` does; the scheme's own port does then, too, for a web server behind another.
  /// - Returns: whether it is.
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
