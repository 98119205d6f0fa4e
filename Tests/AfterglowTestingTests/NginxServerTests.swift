import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct NginxServerTests {
  @Test func itServesTheSiteItIsGiven() async throws {
    try await NginxServer.run(site: #"location / { return 200 "from nginx"; }"#) { nginx in
      let response = try await nginx.get("/")
      #expect(response.status == .ok)
      #expect(response.text == "from nginx")
      #expect(fileExists(nginx.folder + "/nginx.conf"))
    }
  }

  @Test func aConfigurationThatNginxRefusesIsAnErrorWithItsMessage() async throws {
    let error = await #expect(throws: NginxServer.BadConfiguration.self) {
      try await NginxServer.run(site: "nonsense on;") { _ in }
    }
    #expect(error?.message.contains("nonsense") == true)
  }

  @Test func itsErrorLogIsCaptured() async throws {
    try await NginxServer.run(site: NginxServer.plainSite(for: .unix(path: "/nowhere/x.sock"))) { nginx in
      #expect(try await nginx.get("/").status == .badGateway)
      try await eventually("the error in the log") { nginx.log.contains { $0.contains("/nowhere/x.sock") } }
    }
  }

  @Test func keepAliveConnectionsServeRequestAfterRequest() async throws {
    try await NginxServer.run(site: #"location / { return 200 "$request_uri"; }"#) { nginx in
      let connection = try await nginx.connect()
      for target in ["/1", "/2"] {
        try await connection.send(target: target)
        #expect(try await connection.receiveResponse().text == target)
      }
      try await connection.send(method: .head, target: "/3")
      #expect(try await connection.receiveResponse(method: .head).body.isEmpty)
      try await connection.send(target: "/4")
      #expect(try await connection.receiveResponse().text == "/4")
    }
  }

  @Test func aResponseWithoutLengthArrivesByChunks() async throws {
    let body = String(repeating: "0123456789", count: 30_000)
    let application = try FakeApplication { peer in
      _ = peer.receiveRecords(upToEndOf: .stdin)
      peer.respond("Content-Type: text/plain\r\n\r\n\(body)")
    }
    try await NginxServer.run(site: NginxServer.plainSite(for: application.address)) { nginx in
      let response = try await nginx.get("/")
      #expect(response.headers[.transferEncoding] == "chunked")
      #expect(response.text == body)
    }
  }

  @Test func theClientSendsTheParamsThatNginxSends() async throws {
    let application = try FakeApplication { peer in
      let params = FakeApplication.Peer.params(in: peer.receiveRecords(upToEndOf: .stdin))
      let lines = params.sorted { $0.name < $1.name }.filter { !Self.variable.contains($0.name) }
      peer.respond("X: y\n\n" + lines.map { "\($0.name)=\($0.value)" }.joined(separator: "\n"))
    }
    let target = "/a%20b/c?x=%201"
    let headers: HTTPFields = [.accept: "text/html", .cookie: "a=1"]
    try await NginxServer.run(site: NginxServer.plainSite(for: application.address)) { nginx in
      let client = FastCGIClient(address: application.address)
      let direct = try await client.get(target, headers: headers)
      #expect(try await nginx.get(target, headers: headers).text == direct.text)
      let directPost = try await client.post("/p", json: "{}")
      #expect(try await nginx.post("/p", json: "{}").text == directPost.text)
      #expect(directPost.text.contains("CONTENT_LENGTH=2"))
    }
  }

  /// Params whose values depend on where nginx runs.
  static let variable: Set = [
    "REMOTE_PORT", "SERVER_PORT", "SERVER_SOFTWARE", "DOCUMENT_ROOT", "SERVER_ADDR",
  ]

  @Test func keptConnectionsCarryTheFlagToTheApplication() async throws {
    let application = try FakeApplication { peer in
      while case let records = peer.receiveRecords(upToEndOf: .stdin), let begin = records.first {
        peer.respond("X: y\n\nflags \(begin.content[2])")
      }
    }
    let (site, http) = NginxServer.keepingConnections(to: application.address)
    try await NginxServer.run(site: site, http: http) { nginx in
      let response = try await nginx.get("/")
      #expect(response.text == "flags 1")
    }
  }
}
