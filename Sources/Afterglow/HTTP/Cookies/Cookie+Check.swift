import HTTPTypes

extension Cookie {
  /// The maximum size of name and value in bytes; browsers drop larger cookies (RFC 6265bis, section 5.6).
  static let maxSize = 4096

  func check() throws(CookieError) {
    guard HTTPField.isToken(name) else { throw .invalidName(name) }
    guard Self.isValue(value) else { throw .invalidValue(name: name) }
    let size = name.utf8.count + value.utf8.count
    guard size <= Self.maxSize else { throw .tooLarge(name: name, size: size) }
    guard Self.isPath(path) else { throw .invalidPath(path) }
    if let domain, !Self.isDomain(domain) { throw .invalidDomain(domain) }
    try checkPrefix()
    if !isSecure, sameSite == .none || isPartitioned { throw .notSecure(name: name) }
  }

  /// Checks the name's prefix, which clients compare case-insensitively (RFC 6265bis, section 4.1.3).
  private func checkPrefix() throws(CookieError) {
    let name = name.lowercased()
    let isOfHost = name.hasPrefix("__host-")
    guard isOfHost || name.hasPrefix("__secure-") else { return }
    guard isSecure else { throw .notSecure(name: self.name) }
    guard !isOfHost || (path == "/" && domain == nil) else { throw .notOfHost(name: self.name) }
  }

  /// Whether the text is a cookie's value (RFC 6265, section 4.1.1).
  private static func isValue(_ text: String) -> Bool {
    var octets = text.utf8[...]
    let quote = UInt8(ascii: "\"")
    if octets.count >= 2, octets.first == quote, octets.last == quote {
      octets = octets.dropFirst().dropLast()
    }
    return octets.allSatisfy { (0x21...0x7E).contains($0) && !#"",;\"#.utf8.contains($0) }
  }

  private static func isPath(_ text: String) -> Bool {
    text.hasPrefix("/")
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ";") }
  }

  private static func isDomain(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        && label.allSatisfy(isLetterDigitOrHyphen)
    }
  }

  private static func isLetterDigitOrHyphen(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension HTTPField {
  /// Whether the text is a token (RFC 9110, section 5.6.2), which the names of cookies and of fields are.
  fileprivate static func isToken(_ text: String) -> Bool { HTTPField.Name(text) != nil }
}
