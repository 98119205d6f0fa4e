import AfterglowTesting

/// A certificate that a test makes for the sites' name.
enum SelfSignedCertificate {
  static let name = "registration.example.org"

  static func make(in folder: String) async throws -> NginxCertificate {
    let certificate = NginxCertificate(chain: folder + "/certificate.pem", key: folder + "/key.pem")
    _ = try await output(
      of: "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", certificate.key, "-out",
        certificate.chain,
      ])
    return certificate
  }
}
