/// Percent-encoding of paths (RFC 3986, section 2.1).
package enum PercentEncoding {
  /// Decodes one path segment, once.
  ///
  /// - Parameter text: the segment.
  /// - Returns: the decoded text, or `nil` for a broken escape, a NUL, or bytes that are not UTF-8.
  package static func decoding(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(text.utf8.count)
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard let high = bytes.next().flatMap(hexadecimalDigit),
        let low = bytes.next().flatMap(hexadecimalDigit)
      else { return nil }
      decoded.append(high << 4 | low)
    }
    guard !decoded.contains(0) else { return nil }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Decodes one path segment, once; see ``decoding(_:)-(Substring)``.
  package static func decoding(_ text: String) -> String? { decoding(text[...]) }

  /// Encodes a path whose separators are slashes.
  package static func encodingPath(_ path: String) -> String { encoding(path, except: isAllowedInPath) }

  /// Encodes the characters that are not allowed in a URI (RFC 3986, section 2); the URI must otherwise be complete.
  package static func encodingNonASCII(_ uri: String) -> String {
    encoding(uri) { (0x21...0x7E).contains($0) && !"\"<>^`{|}".utf8.contains($0) }
  }

  /// Encodes every byte for which `isAllowed` returns `false`.
  package static func encoding(_ text: String, except isAllowed: (UInt8) -> Bool) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isAllowed(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Returns whether RFC 3986, section 3.3 allows the byte: unreserved, sub-delims, ':', '@' and the separator.
  private static func isAllowedInPath(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~!$&'()*+,;=:@/".utf8.contains(byte)
    }
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
