import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ErrorsExampleTests {
  @Test func `Errors are answered by type and by level, with their tasks`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Errors"]) { server in
      let client = server.client
      let missing = try await client.get("/accounts/2")
      #expect(missing.status == .notFound)
      #expect(missing.text == #"{"detail":"There is no account 2."}"#)
      let order = try await client.send(method: .post, target: "/orders/tea")
      #expect(order.status == .conflict)
      #expect(order.text == #"{"detail":"There is no more of tea."}"#)
      try await server.waitForLogLine(containing: "Reordered: tea")
      let busy = try await client.get("/busy")
      #expect(busy.status == .serviceUnavailable)
      #expect(busy.headers[.retryAfter] == "7")
      #expect(try await client.get("/v1/orders").status == .serviceUnavailable)
    }
  }

  @Test func `An error's inside is in the log and not in the response`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Errors"]) { server in
      let response = try await server.client.get("/failing")
      #expect(response.status == .internalServerError)
      #expect(!response.text.contains("secret"))
      try await server.waitForLogLine(containing: "secret")
    }
  }

  @Test func `A developer who asks for it sees the inside, a page in a browser`() async throws {
    let arguments = ["Errors", "--debug-errors"]
    try await SpawnedServer.run(executable: .product("Examples"), arguments: arguments) { server in
      try await server.waitForLogLine(containing: "--debug-errors")
      let key = try #require(HTTPField.Name("X-API-Key"))
      let json = try await server.client.get("/failing", headers: [.authorization: "Bearer abc", key: "abc"])
      #expect(json.status == .internalServerError)
      #expect(json.headers[.contentType] == "application/json")
      #expect(json.text.contains("secret"))
      #expect(!json.text.contains("abc"))
      let page = try await server.client.get("/failing", headers: [.accept: "text/html"])
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(page.text.contains("password: &quot;secret&quot;"))
    }
  }
}
