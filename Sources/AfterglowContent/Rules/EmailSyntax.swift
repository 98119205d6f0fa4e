/// Checks for a valid e-mail address as HTML defines it (HTML Living Standard, section 4.10.5.1.5, "E-mail state").
///
/// The lengths are limited as in RFC 5321, section 4.5.3.1. The syntax is narrower than RFC 5322: no comments, no
/// quoted names, ASCII only. The check takes linear time.
enum EmailSyntax {
  static func allows(_ text: String) -> Bool {
    guard text.utf8.count <= 254 else { return false }
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].count), parts[0].allSatisfy(isAllowedInName) else {
      return false
    }
    return parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
  }

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    (1...63).contains(label.count)
      && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
      && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
  }

  private static func isAllowedInName(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
