import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct BackgroundTasksExampleTests {
  @Test func `The handler's and the response's tasks run after the response`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["BackgroundTasks"]) { server in
      let json = #"{"email":"ada@example.org","password":"lovelace"}"#
      let response = try await server.client.post("/users", json: json)
      #expect(response.status == .created)
      try await server.waitForLogLine(containing: "Notification sent to: ada@example.org")
    }
  }
}
