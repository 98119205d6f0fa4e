#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A user name and a password (RFC 7617).
public struct BasicCredentials: Hashable, Sendable, CustomStringConvertible {
  /// The user name, without colons.
  public let userName: String

  /// The password, which may be empty.
  public let password: String

  /// The user name alone, so that the password gets into no log.
  public var description: String { userName.debugDescription }

  /// Reads the text after `Basic`: user name and password with a colon between, in UTF-8 and Base64.
  ///
  /// Returns `nil` for any other text, and if it has control characters, which are forbidden (section 2).
  init?(base64 text: Substring) {
    guard let data = Data(base64Encoded: String(text)), let pair = String(bytes: data, encoding: .utf8),
      pair.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }),
      // Section 2: the first colon, since passwords may have colons. Searched in UTF-8, as a combining mark may follow
      // it.
      let colon = pair.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    userName = String(pair[..<colon])
    password = String(pair[pair.utf8.index(after: colon)...])
  }
}
