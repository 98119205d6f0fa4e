import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ServerSentEventsExampleTests {
  @Test func `Events come, with the task after the last`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["ServerSentEvents"]) { server in
      let response = try await server.client.get("/countdown")
      #expect(response.headers[.contentType] == "text/event-stream")
      #expect(
        response.text == "data: 3\n\ndata: 2\n\ndata: 1\n\nevent: start\ndata: {\"ship\":\"away\"}\n\n")
      try await server.waitForLogLine(containing: "Somebody has listened to the end.")
    }
  }

  @Test func `A listener that connects again gets what it has missed`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["ServerSentEvents"]) { server in
      let name = try #require(HTTPField.Name("Last-Event-ID"))
      let rest = try await server.client.get("/news", headers: [name: "2"])
      #expect(rest.text == "id: 3\nretry: 5000\ndata: The sun is out.\n\n")
      let all = try await server.client.get("/news", headers: [name: "nonsense"])
      #expect(all.text.hasPrefix("id: 1\n"))
    }
  }

  @Test func `Events come from a sequence`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["ServerSentEvents"]) { server in
      let response = try await server.client.get("/ticks")
      #expect(response.text == "data: tick 1\n\ndata: tick 2\n\ndata: tick 3\n\n")
    }
  }
}
