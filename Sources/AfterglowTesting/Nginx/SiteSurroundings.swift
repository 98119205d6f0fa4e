/// What stands in a test for the machine that a site file was written for.
struct SiteSurroundings {
  enum Services {
    /// One service, whatever address the file passes requests to.
    case every(ServerAddress)
    /// Services by their addresses in the file.
    case named([String: ServerAddress])
  }

  let services: Services
  let listen: ServerAddress
  /// Without one, everything is served without TLS.
  let certificate: NginxCertificate?
  /// The folder for what nginx writes.
  let prefix: String

  /// Where servers of the file listen that have no TLS, beside those that have.
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
