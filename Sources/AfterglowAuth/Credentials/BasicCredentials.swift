#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A user name and a password (RFC 7617).
public struct BasicCredentials: Hashable, Sendable, CustomStringConvertible {
  /// The user name, without colons.
  public let userName: String

  /// The password; perhaps empty.
  public let password: String

  /// The user name alone, so that no log has the password.
  public var description: String { userName.debugDescription }

  /// Reads what stands behind `Basic`: Base64 of UTF-8 of the two with a colon between.
  ///
  /// `nil` if it isn't that, or has control characters in it, which are forbidden (section 2).
  init?(base64 text: Substring) {
    guard let data = Data(base64Encoded: String(text)), let pair = String(bytes: data, encoding: .utf8),
      pair.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }),
      // Section 2: the first colon, as passwords may have some; also one that makes a character of its own with what follows.
      let colon = pair.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    userName = String(pair[..<colon])
    password = String(pair[pair.utf8.index(after: colon)...])
  }
}
