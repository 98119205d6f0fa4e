/// A text in the quoted-printable encoding of RFC 2045 section 6.7: ASCII in lines of at most 76 characters, which all
/// mail servers pass on unchanged.
struct QuotedPrintable: Hashable, Sendable {
  /// The encoded lines, without their line endings.
  let lines: [String]

  /// Encodes a text of any content as UTF-8.
  ///
  /// - Parameter text: the text; LF and CR LF both end a line, and a last line without an ending gets one.
  init(encoding text: String) {
    var lines = text.utf8.split(separator: Self.lineFeed, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines.flatMap { Self.encode(Array($0.last == Self.carriageReturn ? $0.dropLast() : $0)) }
  }

  private static func encode(_ line: [UInt8]) -> [String] {
    var encoded: [String] = []
    var current: [UInt8] = []
    for index in line.indices {
      let isLast = index == line.count - 1
      // Rule 5: 76 characters with the "=" of a soft line break.
      if current.count + token(in: line, at: index, starts: false).count > (isLast ? 76 : 75) {
        encoded.append(String(decoding: current, as: UTF8.self) + "=")
        current = []
      }
      current += token(in: line, at: index, starts: current.isEmpty)
    }
    return encoded + [String(decoding: current, as: UTF8.self)]
  }

  private static func token(in line: [UInt8], at index: Int, starts: Bool) -> [UInt8] {
    let byte = line[index]
    let isLiteral =
      switch byte {
      case UInt8(ascii: "="): false
      // Rule 3: white space must not end a line.
      case UInt8(ascii: " "), UInt8(ascii: "\t"): index < line.count - 1
      // A dot alone ends a message in SMTP (RFC 5321 section 4.5.2), and mailbox files take "From " for the start of
      // the next message (RFC 2049 section 3).
      case UInt8(ascii: "."): !starts
      case UInt8(ascii: "F"): !(starts && line[index...].starts(with: "From ".utf8))
      default: (33...126).contains(byte)
      }
    return isLiteral ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  // Rule 1: upper-case digits.
  private static let digits = Array("0123456789ABCDEF".utf8)
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
