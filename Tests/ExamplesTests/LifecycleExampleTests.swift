import AfterglowTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct LifecycleExampleTests {
  @Test func `A service runs beside the server; start and end are done once for the process`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Lifecycle"]) { server in
      #expect(try await server.client.get("/").text == "warm")
      try await server.waitForLogLine(containing: "heartbeat begins")
      try server.terminate()
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
      try await server.waitForLogLine(containing: "heartbeat ends")
      let lines = server.log.filter { $0.hasPrefix("cache") || $0.hasPrefix("heartbeat") }
      #expect(
        lines.filter { $0 != "heartbeat begins" } == ["cache warmed up", "cache saved", "heartbeat ends"])
    }
  }
}
