/// The test's replacements for the machine that a site file was written for.
struct SiteSurroundings {
  enum Services {
    /// One service for all addresses in the file.
    case every(ServerAddress)
    /// The services by their addresses in the file.
    case named([String: ServerAddress])
  }

  let services: Services
  let listen: ServerAddress
  /// The certificate; without one, everything is served without TLS.
  let certificate: NginxCertificate?
  /// The folder for the files that nginx writes.
  let prefix: String

  /// The address of the file's servers without TLS, if others have TLS.
  var listenWithoutTLS: ServerAddress { Self.listenWithoutTLS(prefix: prefix) }

  static func listenWithoutTLS(prefix: String) -> ServerAddress { .unix(path: prefix + "/plain.sock") }

  func service(for address: String) throws(NginxSiteError) -> String {
    switch services {
    case .every(let service): return service.nginxAddress
    case .named(let services):
      guard let service = services[address] else { throw .unknownService(address) }
      return service.nginxAddress
    }
  }
}
