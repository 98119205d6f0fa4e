import AfterglowTesting
import HTTPTypes
import Testing

/// nginx means to keep its connections, and all of them are closed.
@Suite(.timeLimit(.minutes(1))) struct NginxKeepConnTests {
  private static let clients = 5
  private static let rounds = 40

  @Test func noRequestFails() async throws {
    try await registration("--workers", "3") { server in
      let (site, http) = NginxServer.keepingConnections(to: server.address)
      try await NginxServer.run(site: site, http: http) { nginx in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<Self.clients { group.addTask { try await sendAll(through: nginx) } }
          try await group.waitForAll()
        }
      }
      try await eventually("the log line of each registration") {
        server.loggedLines.count == Self.clients * Self.rounds
      }
    }
  }

  /// Sends a GET and a POST in each round, on one client connection.
  private func sendAll(through nginx: NginxServer) async throws {
    let connection = try await nginx.connect()
    let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)
    for _ in 0..<Self.rounds {
      try await connection.send(target: "/")
      let got = try await connection.receiveResponse()
      #expect(got.text == "Hello, world!")
      try await connection.send(
        method: .post, target: "/register", headers: [.contentType: "application/json"], body: user)
      let posted = try await connection.receiveResponse(method: .post)
      #expect(posted.status == .created)
    }
    await connection.close()
  }
}
