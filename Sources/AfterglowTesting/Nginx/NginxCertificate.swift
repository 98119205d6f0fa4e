/// A certificate for a test's nginx, in two files in PEM's form; of a test's own making, so self-signed mostly.
public struct NginxCertificate: Hashable, Sendable {
  /// The absolute path of the certificate, with the ones that lead up to the root's.
  public var chain: String
  /// The absolute path of its private key.
  public var key: String

  /// Makes a certificate.
  ///
  /// - Parameters:
  ///   - chain: The absolute path of the certificate, with the ones that lead up to the root's.
  ///   - key: The absolute path of its private key.
  public init(chain: String, key: String) {
    self.chain = chain
    self.key = key
  }
}
