#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Base64 for cookies, header fields and tokens (RFC 4648, section 5), without padding.
package enum Base64URL {
  package static func encoding(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Decodes text in either alphabet, with or without padding.
  ///
  /// The text is compared byte by byte: a client can send a character that takes seconds to compare.
  ///
  /// - Returns: the bytes; `nil` if the text is not Base64.
  package static func decoding(_ text: some StringProtocol) -> [UInt8]? {
    var digits = text.utf8.map(standardDigit)
    while digits.last == padding { digits.removeLast() }
    digits += repeatElement(padding, count: (4 - digits.count % 4) % 4)
    return Data(base64Encoded: Data(digits)).map(Array.init)
  }

  private static let padding = UInt8(ascii: "=")

  private static func standardDigit(_ digit: UInt8) -> UInt8 {
    switch digit {
    case UInt8(ascii: "-"): UInt8(ascii: "+")
    case UInt8(ascii: "_"): UInt8(ascii: "/")
    default: digit
    }
  }
}
