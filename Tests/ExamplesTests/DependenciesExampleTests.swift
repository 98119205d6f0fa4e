import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct DependenciesExampleTests {
  @Test func `A task uses the transaction, which ends after it; the database closes with the process`()
    async throws
  {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Dependencies"]) { server in
      let response = try await server.client.send(method: .post, target: "/accounts/ada")
      #expect(response.status == .created)
      try await server.waitForLogLine(containing: "transaction ended")
      try server.terminate()
      try await server.waitForLogLine(containing: "closed")
      let rows = server.log.filter { line in
        ["open accounts", "row:", "transaction ended", "closed"].contains { line.contains($0) }
      }
      #expect(
        rows == [
          "open accounts.sqlite", "row: ada", "row: welcome sent to ada", "row: mail: Welcome, ada",
          "transaction ended", "closed",
        ])
    }
  }
}
