import FastCGI

/// A host and an optional port, as in the `Host` field (RFC 9110, section 7.2).
package struct HostAndPort: Hashable, Sendable {
  /// The host in lower case, without a trailing dot; an IPv6 address in brackets.
  package let host: String

  package let port: Int?

  /// Parses a host and an optional port; `nil` if the text is malformed.
  package init?(_ text: some StringProtocol) {
    let end =
      text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
    let host = text[..<(end ?? text.endIndex)].lowercased()
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isHostCharacter) else { return nil }
    self.host = name
    guard let end, end < text.endIndex else {
      port = nil
      return
    }
    let digits = text[text.index(after: end)...]
    guard text[end] == ":", let port = UInt16(digits), digits.first != "+" else { return nil }
    self.port = Int(port)
  }

  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-._:[]".utf8.contains(byte)
    }
  }
}
