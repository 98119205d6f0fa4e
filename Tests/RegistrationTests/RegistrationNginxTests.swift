import AfterglowTesting
import HTTPTypes
import Testing

/// The whole chain: an HTTP client, a real nginx with the repository's own site, and the real executable.
@Suite(.timeLimit(.minutes(1))) struct RegistrationNginxTests {
  private static let ada = #"{"email":"ada@example.org","password":"lovelace"}"#

  private func withSite(_ body: (NginxServer, SpawnedServer) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Registration"), arguments: ["--workers", "2"]) {
      server in
      try await NginxServer.run(
        site: .file("nginx/registration.conf"),
        passingTo: ["unix:/run/registration/registration.sock": server.address]
      ) { nginx in
        try await body(nginx, server)
      }
    }
  }

  @Test func `a user registers, and the e-mail and the line come after the response`() async throws {
    try await withSite { nginx, server in
      let response = try await nginx.post("/users", json: Self.ada)
      #expect(response.status == .created)
      #expect(response.headers[.contentType] == "application/json")
      #expect(response.text == #"{"message":"Email sent"}"#)
      #expect(try await server.waitForLog().contains("to: ada@example.org\n"))
      #expect(try server.outbox().count == 1)
    }
  }

  @Test func `the request's id is nginx's own`() async throws {
    try await withSite { nginx, server in
      let name = try #require(HTTPField.Name("X-Request-ID"))
      let response = try await nginx.get("/", headers: [name: "forged"])
      #expect(response.text == "Hello, world!")
      #expect(response.headers[name]?.count == 32)
    }
  }

  @Test func `paths come as the client wrote them`() async throws {
    try await withSite { nginx, server in
      let number = try await nginx.get("/users/%37?x=1")
      #expect(number.text == #"{"id":7}"#)
      let slash = try await nginx.get("/users%2F7")
      #expect(slash.status == .notFound)
      let query = try await nginx.get("/slow?ms=%31")
      #expect(query.text == "ok")
    }
  }

  @Test func `errors are the application's, and JSON also where nginx refuses`() async throws {
    try await withSite { nginx, server in
      let invalid = try await nginx.post("/users", json: "{}")
      #expect(invalid.status == .badRequest)
      #expect(invalid.text.contains(#""loc":["email"]"#))
      let method = try await nginx.send(method: .delete, target: "/users")
      #expect(method.status == .methodNotAllowed)
      #expect(method.headers[.allow] == "OPTIONS, POST")
      let large = try await nginx.post("/users", json: String(repeating: " ", count: (1 << 20) + 1))
      #expect(large.status == .contentTooLarge)
      #expect(large.text.hasPrefix(#"{"detail":"#))
    }
  }

  @Test func `uploads may be larger than other bodies`() async throws {
    try await withSite { nginx, server in
      let response = try await nginx.send(
        method: .put, target: "/files/large", body: [UInt8](repeating: 1, count: (1 << 20) + 1))
      #expect(response.status == .accepted)
      #expect(response.text.contains(#""bytes":1048577"#))
    }
  }

  @Test func `HEAD has the length and no body`() async throws {
    try await withSite { nginx, server in
      let response = try await nginx.send(method: .head, target: "/")
      #expect(response.status == .ok)
      #expect(response.headers[.contentLength] == "13")
      #expect(response.body.isEmpty)
    }
  }
}
