import CryptoExtras
import FoundationEssentials
import JWTKit

/// A pair of RSA keys.
struct RSAKeyPair {
  /// Making them takes a while, so tests share them.
  static let first = Result { try RSAKeyPair() }
  static let second = Result { try RSAKeyPair() }

  private let privateKey: JWTKit.Insecure.RSA.PrivateKey

  private init() throws {
    privateKey = try JWTKit.Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
  }

  var publicKey: JWTKit.Insecure.RSA.PublicKey { privateKey.publicKey }

  /// The public key as an identity provider publishes it, without its algorithm.
  func publishedKey(id: String = "1") throws -> String {
    let (modulus, exponent) = try publicKey.getKeyPrimitives()
    return
      #"{"kty":"RSA","use":"sig","kid":"\#(id)","n":"\#(modulus.base64URL)","e":"\#(exponent.base64URL)"}"#
  }

  func keySet(id: String = "1") throws -> String { #"{"keys":[\#(try publishedKey(id: id))]}"# }

  func sign(_ claims: TestClaims, id: JWKIdentifier = "1") async throws -> String {
    try await JWTKeyCollection().add(rsa: privateKey, digestAlgorithm: .sha256, kid: id).sign(claims, kid: id)
  }
}
