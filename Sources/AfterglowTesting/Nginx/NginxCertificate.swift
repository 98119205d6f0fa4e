/// A certificate for a test's nginx, in two PEM files; usually self-signed.
public struct NginxCertificate: Hashable, Sendable {
  /// The absolute path to the certificate, followed in the file by its intermediate certificates.
  public var chain: String
  /// The absolute path to its private key.
  public var key: String

  /// Creates a certificate.
  ///
  /// - Parameters:
  ///   - chain: the absolute path to the certificate, followed in the file by its intermediate certificates.
  ///   - key: the absolute path to its private key.
  public init(chain: String, key: String) {
    self.chain = chain
    self.key = key
  }
}
