import AfterglowTesting
import HTTPTypes
import Testing

/// Records of other requests, or of none, within one.
@Suite(.timeLimit(.minutes(1))) struct InterleavedRecordTests {
  private static let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)

  /// libfcgi hands the content of a management record that it doesn't know on as if it were stdin's.
  @Test func `the content of an unknown management record in stdin is not taken for the body`() async throws {
    try await registration("--workers", "1") { server in
      let connection = try await begin("/register", to: server)
      // White space, so that the body would be valid JSON and only its length is wrong.
      try await connection.sendStdin(Array(Self.user.prefix(1)))
      try await connection.send(
        Record(type: RecordType(rawValue: 99), requestID: 0, content: Array("        ".utf8)))
      try await connection.sendStdin(Array(Self.user.dropFirst(1)))
      try await connection.finishStdin()
      let response = try? await connection.receiveResponse()
      #expect(response?.status != .created)
      await connection.close()
      let next = try await server.client.get("/")
      #expect(next.text == "Hello, world!")
      #expect(server.loggedLines == [])
    }
  }

  @Test func `another request on the same connection is told that it can't be multiplexed`() async throws {
    try await registration("--workers", "1") { server in
      let connection = try await begin("/register", to: server)
      try await connection.send(.beginRequest(requestID: 2, role: .responder, keepConnection: false))
      try await connection.sendStdin(Self.user)
      try await connection.finishStdin()
      let refusal = try await connection.receiveRecord()
      #expect(refusal.requestID == 2)
      #expect(refusal.endOfRequest?.protocolStatus == .cannotMultiplexConnection)
      let response = try await connection.receiveResponse()
      #expect(response.status == .created)
    }
  }

  private func begin(_ target: String, to server: SpawnedServer) async throws -> FastCGIConnection {
    let connection = try await FastCGIConnection.connect(to: server.address)
    try await connection.beginRequest()
    try await connection.sendParams(
      server.client.params(
        method: .post, target: target, contentType: "application/json", contentLength: Self.user.count))
    try await connection.finishParams()
    return connection
  }
}
