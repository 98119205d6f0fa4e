import AfterglowTesting
import HTTPTypes
import Testing

/// A request whose body isn't what `CONTENT_LENGTH` says: the client is told 400, and nothing happens afterwards.
@Suite(.timeLimit(.minutes(1))) struct BodyLengthTests {
  private static let user = #"{"email":"ada@example.org","password":"lovelace"}"#

  @Test func aBodyOfTheDeclaredLengthIsHandled() async throws {
    try await registration("--workers", "1") { server in
      let response = try await post("/register", length: "\(Self.user.utf8.count)", to: server)
      #expect(response.status == .created)
      try await eventually("the log line") { server.loggedLines.count == 1 }
    }
  }

  @Test(arguments: ["\(user.utf8.count + 1)", "\(user.utf8.count - 1)", "1"])
  func aBodyOfAnotherLengthRunsNeitherHandlerNorTask(length: String) async throws {
    try await expectNothingHappens { server in
      let response = try await post("/register", length: length, to: server)
      #expect(response.status == .badRequest)
      let tasks = try await post("/tasks?ms=0&count=1&fail=1", length: length, to: server)
      #expect(tasks.status == .badRequest)
    }
  }

  @Test(arguments: ["seven", "-2", "+1", "1 ", "0x10", "99999999999999999999"])
  func aLengthThatIsNoNumberRunsNeitherHandlerNorTask(length: String) async throws {
    try await expectNothingHappens { server in
      let response = try await post("/register", length: length, to: server)
      #expect(response.status == .badRequest)
      let tasks = try await post("/tasks?ms=0&count=1&fail=1", length: length, to: server)
      #expect(tasks.status == .badRequest)
    }
  }

  @Test(arguments: ["/register", "/tasks?ms=0&count=1&fail=1"])
  func aConnectionThatClosesWithinTheBodyRunsNeitherHandlerNorTask(target: String) async throws {
    try await expectNothingHappens { server in
      let connection = try await begin(target, length: "\(Self.user.utf8.count)", to: server)
      try await connection.sendStdin(Array(Self.user.utf8.dropLast()))
      try await connection.shutdownWriting()
      let response = try? await connection.receiveResponse()
      #expect(response == nil || response?.status == .badRequest)
    }
  }

  @Test(arguments: ["/register", "/tasks?ms=0&count=1&fail=1"])
  func aWholeBodyWithoutTheEndOfStdinRunsNeitherHandlerNorTask(target: String) async throws {
    try await expectNothingHappens { server in
      let connection = try await begin(target, length: "\(Self.user.utf8.count)", to: server)
      try await connection.sendStdin(Array(Self.user.utf8))
      await connection.close()
    }
  }

  /// Sends something bad to a server with one worker, and sees that this worker has done nothing when it is through.
  private func expectNothingHappens(
    after sending: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await registration("--workers", "1", "--log-level", "debug") { server in
      try await sending(server)
      // The worker accepts this when the tasks of the request before it, if there are any, have ended.
      let next = try await server.client.get("/")
      #expect(next.text == "Hello, world!")
      try server.terminate()
      try await server.exitStatus()
      try await server.waitForLogLine(containing: "Stopped")
      #expect(server.loggedLines == [])
      #expect(!server.log.contains { $0.contains("A background task") })
    }
  }

  private func begin(
    _ target: String, length: String, to server: SpawnedServer
  ) async throws -> FastCGIConnection {
    let connection = try await FastCGIConnection.connect(to: server.address)
    var params = server.client.params(method: .post, target: target, contentType: "application/json")
    params.removeAll { $0.0 == "CONTENT_LENGTH" }
    try await connection.beginRequest()
    try await connection.sendParams(params + [("CONTENT_LENGTH", length)])
    try await connection.finishParams()
    return connection
  }

  private func post(
    _ target: String, length: String, to server: SpawnedServer
  ) async throws -> FastCGIResponse {
    let connection = try await begin(target, length: length, to: server)
    try await connection.sendStdin(Array(Self.user.utf8))
    try await connection.finishStdin()
    return try await connection.receiveResponse()
  }
}
