import Crypto

/// A signer of texts for one purpose with HMAC-SHA256 (RFC 2104), which also verifies signatures.
struct Signer: Sendable {
  /// The keys, of which the first one signs.
  private let keys: [SymmetricKey]

  init(_ secrets: [SessionSecret], purpose: String) {
    precondition(!secrets.isEmpty, "There has to be a secret to sign with.")
    keys = secrets.map { $0.key(for: purpose) }
  }

  func signature(of bytes: some Sequence<UInt8>) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(bytes), using: keys[0]))
  }

  /// Whether one of the keys made the signature, compared in constant time for each.
  func isSignature(_ signature: [UInt8], of bytes: some Sequence<UInt8>) -> Bool {
    let bytes = Array(bytes)
    return keys.contains {
      HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: bytes, using: $0)
    }
  }
}
