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

  /// Reads either alphabet, with or without padding.
  ///
  /// - Returns: `nil` for text that isn't Base64.
  package static func decoding(_ text: some StringProtocol) -> [UInt8]? {
    var text = String(text).replacing("-", with: "+").replacing("_", with: "/")
    while text.utf8.last == UInt8(ascii: "=") { text.removeLast() }
    text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: text).map(Array.init)
  }
}
