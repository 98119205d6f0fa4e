import AfterglowTesting
import HTTPTypes
import Testing

/// Background tasks of a real service and the requests that come meanwhile.
@Suite(.timeLimit(.minutes(1))) struct BackgroundWorkTests {
  @Test func withOneWorkerTheNextRequestWaitsForTheTasks() async throws {
    try await registration("--workers", "1") { server in
      let start = ContinuousClock.now
      let accepted = try await server.client.post("/tasks?ms=200&count=3", json: "{}")
      #expect(accepted.status == .accepted)
      let next = try await server.client.get("/")
      #expect(next.text == "Hello, world!")
      #expect(start.duration(to: .now) >= .milliseconds(600))
    }
  }

  @Test func withFourWorkersTheNextRequestsDoNotWait() async throws {
    try await registration("--workers", "4", "--log-level", "debug") { server in
      let accepted = try await server.client.post("/tasks?ms=60000&count=2", json: "{}")
      #expect(accepted.text == #"{"message":"Accepted"}"#)
      #expect(accepted.connectionWasClosed)
      for _ in 0..<8 {
        let next = try await server.client.get("/")
        #expect(next.text == "Hello, world!")
      }
      #expect(!server.log.contains { $0.contains("task-1") })
      try server.send(.kill)
    }
  }

  @Test(arguments: [ServerListening.unixSocket, .loopback])
  func aClientThatDisconnectsAfterTheResponseCancelsNoTask(listening: ServerListening) async throws {
    try await registration("--workers", "1", listeningOn: listening) { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let response = try await server.client.send(
        method: .post, target: "/tasks?ms=100&count=2&fail=2", on: connection)
      #expect(response.status == .accepted)
      await connection.reset()
      // Cancelled, it would not have come as far as its own error.
      let line = try await server.waitForLogLine(containing: "A background task failed")
      #expect(line.contains("task-2"))
      #expect(line.contains("TrialError"))
    }
  }

  @Test func aClientThatDoesNotWaitForItsResponseDoesNotKillTheProcess() async throws {
    try await registration("--workers", "1") { server in
      for _ in 0..<3 {
        let connection = try await server.begin("/slow?ms=50")
        await connection.close()
      }
      let next = try await server.client.get("/")
      #expect(next.text == "Hello, world!")
      #expect(server.log.filter { $0.contains("Serving.") }.count == 1)
    }
  }
}
