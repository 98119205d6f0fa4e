import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@testable import EchoService

/// The site `nginx/sites/tls.conf`.
@Suite(.timeLimit(.minutes(1))) struct TLSSiteTests {
  private func withSite(
    _ body: nonisolated(nonsending) (NginxServer, NginxCertificate) async throws -> Void
  ) async throws {
    try WebServer.nginxPlain.requireInstalled()
    let folder = try TemporaryFolder(isReachable: true)
    let certificate = try await SelfSignedCertificate.make(in: folder.path)
    try await SpawnedServer.run(executable: .product("EchoService")) { application in
      try await NginxServer.run(
        site: .file("nginx/sites/tls.conf"),
        passingTo: ["unix:" + ShippedFile.socket: application.address], certificate: certificate
      ) { nginx in
        try await body(nginx, certificate)
      }
    }
  }

  @Test func `the application learns that the client came by HTTPS`() async throws {
    try await withSite { nginx, certificate in
      let response = try await curl(nginx, certificate, "/echo?x=1", [])
      let echo = try JSONDecoder().decode(Echo.self, from: Data(response.utf8))
      #expect(echo.param("HTTPS") == "on")
      #expect(echo.param("REQUEST_SCHEME") == "https")
      #expect(echo.values("host") == [SelfSignedCertificate.name])
      #expect(echo.query == "x=1")
    }
  }

  @Test func `HTTP 2 is spoken with a client that can`() async throws {
    try await withSite { nginx, certificate in
      let options = ["--http2", "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}"]
      let versionAndStatus = try await curl(nginx, certificate, "/answers/200", options)
      #expect(versionAndStatus == "2 200")
    }
  }

  @Test func `HTTP leads to HTTPS, with the method, path and query`() async throws {
    try await withSite { nginx, _ in
      let connection = try await HTTPConnection.connect(to: nginx.addressWithoutTLS)
      let response = try await connection.exchange(
        .post, "/a%2Fb?x=1", headers: [.host: "evil.example"], body: [1])
      #expect(response.status == .permanentRedirect)
      #expect(response.headers[.location] == "https://\(SelfSignedCertificate.name)/a%2Fb?x=1")
    }
  }

  /// What curl prints of a request to the site by its name.
  private func curl(
    _ nginx: NginxServer, _ certificate: NginxCertificate, _ target: String, _ options: [String]
  ) async throws -> String {
    guard case .tcp(let host, let port) = nginx.address else { return "" }
    let name = SelfSignedCertificate.name
    let arguments =
      ["--silent", "--show-error", "--max-time", "20", "--cacert", certificate.chain]
      + ["--resolve", "\(name):\(port):\(host)"] + options + ["https://\(name):\(port)\(target)"]
    return try await output(of: "/usr/bin/curl", arguments)
  }
}

extension HTTPField.Name {
  static let host = Self("Host") ?? .server
}
