import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Comparing secrets with what a client sent.
public enum ConstantTime {
  /// Whether two texts are the same, in a time that says nothing about how much of one the other has, nor how long the
  /// secret one is.
  ///
  /// Their authentication codes under a key that nobody knows are compared, so the time depends on the length of what is
  /// hashed, and on nothing that a client can choose to learn from.
  ///
  /// - Returns: whether they have the same bytes in UTF-8.
  public static func equal(_ first: String, _ second: String) -> Bool {
    let key = SymmetricKey(size: .bits256)
    return HMAC<SHA256>.authenticationCode(for: Data(first.utf8), using: key)
      == HMAC<SHA256>.authenticationCode(for: Data(second.utf8), using: key)
  }
}
