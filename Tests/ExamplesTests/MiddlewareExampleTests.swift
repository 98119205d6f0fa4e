import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct MiddlewareExampleTests {
  private func withServer(_ body: @Sendable (FastCGIClient) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Middleware"]) { server in
      try await body(server.client)
    }
  }

  @Test func `A script of the shop may use the service, and has the header fields of security`() async throws
  {
    try await withServer { client in
      let shop = "https://shop.example.org"
      let response = try await client.get("/logged", headers: [.origin: shop])
      #expect(response.headers[.accessControlAllowOrigin] == shop)
      #expect(response.headers[.xContentTypeOptions] == "nosniff")
      #expect(response.headers[.server] == "Shop")
      #expect(response.headers[.requestID] == response.text)
      let timing = try #require(HTTPField.Name("Server-Timing"))
      #expect(response.headers[timing]?.hasPrefix("app;dur=") == true)
    }
  }

  @Test func `Another host is refused`() async throws {
    try await withServer { client in
      let response = try await client.send(target: "/logged", extraParams: [("HTTP_HOST", "evil.example")])
      #expect(response.status == .badRequest)
    }
  }

  @Test func `The third login in a minute is one too many`() async throws {
    try await withServer { client in
      var statuses: [Int] = []
      for _ in 1...3 { statuses.append(try await client.send(method: .post, target: "/login/").status.code) }
      #expect(statuses == [201, 201, 429])
    }
  }

  @Test func `An article that the client has is not sent again`() async throws {
    try await withServer { client in
      let tag = try #require(try await client.get("/articles/7").headers[.eTag])
      let again = try await client.get("/articles/7", headers: [.ifNoneMatch: tag])
      #expect(again.status == .notModified)
    }
  }
}
