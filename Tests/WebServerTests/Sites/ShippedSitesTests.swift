import AfterglowTesting
import FoundationEssentials
import Testing

/// All of `nginx/sites`.
@Suite(.timeLimit(.minutes(1))) struct ShippedSitesTests {
  static let names = [
    "cache", "events", "failover", "kept-connections", "plain", "static-files", "tls", "uploads",
  ]

  @Test func `these are all`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: ShippedFile.folder + "sites")
    #expect(files.sorted() == Self.names.map { $0 + ".conf" })
  }

  @Test(arguments: names)
  func `nginx takes the site as it is`(name: String) async throws {
    try WebServer.nginxPlain.requireInstalled()
    let folder = try TemporaryFolder(isReachable: true)
    let certificate = name == "tls" ? try await SelfSignedCertificate.make(in: folder.path) : nil
    let nobody = ServerAddress.unix(path: folder.path + "/nobody.sock")
    let addresses = ["unix:" + ShippedFile.socket, "10.0.0.11:9000", "10.0.0.12:9000"]
    // `nginx -t` comes first; that it then starts shows that it can write where it is to.
    try await NginxServer.run(
      site: .file("nginx/sites/\(name).conf"),
      passingTo: Dictionary(uniqueKeysWithValues: addresses.map { ($0, nobody) }), certificate: certificate
    ) { nginx in
      #expect(!nginx.log.contains { $0.contains("[warn]") || $0.contains("[emerg]") })
    }
  }
}
