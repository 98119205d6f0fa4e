import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct RoutingExampleTests {
  @Test func `Segments, remainders, includes and gateways lead where the page says`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Routing"]) { server in
      let client = server.client
      let hello = try await client.get("/hello/Ada%20L")
      #expect(hello.text == "Hello, Ada L!")
      #expect(try await client.get("/notes/x").status == .badRequest)
      #expect(try await client.get("/notes/7").text == "GET note 7")
      let read = try await client.send(method: .put, target: "/notes/7/read")
      #expect(read.status == .ok)
      #expect(read.text == "")
      try await server.waitForLogLine(containing: "Note 7 has been read.")
      #expect(try await client.get("/documents/a/b%20c").text == "a > b c")
      #expect(try await client.get("/accounts/7").text == "account 7")
      #expect(try await client.post("/accounts", json: #"{"name":"Ada"}"#).status == .created)
    }
  }

  @Test func `An include's middleware guards its routes, and its tasks run after them`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Routing"]) { server in
      #expect(try await server.client.get("/admin/accounts/7").status == .forbidden)
      let staff: HTTPFields = [.authorization: "Bearer staff"]
      #expect(try await server.client.get("/admin/reports/1843", headers: staff).text == "report of 1843")
      try await server.waitForLogLine(containing: "An administrator was at work.")
    }
  }
}
