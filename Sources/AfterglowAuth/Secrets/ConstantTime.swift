import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Comparison of secrets with text from a client.
public enum ConstantTime {
  /// Whether two texts have the same bytes in UTF-8, in a time that doesn't tell how much of them agrees.
  ///
  /// It compares authentication codes of both under a random key. So the time depends on the length of each text, and
  /// not on any similarity between the texts or their lengths.
  ///
  /// - Returns: whether the texts have the same bytes in UTF-8.
  public static func equal(_ first: String, _ second: String) -> Bool {
    let key = SymmetricKey(size: .bits256)
    return HMAC<SHA256>.authenticationCode(for: Data(first.utf8), using: key)
      == HMAC<SHA256>.authenticationCode(for: Data(second.utf8), using: key)
  }
}
