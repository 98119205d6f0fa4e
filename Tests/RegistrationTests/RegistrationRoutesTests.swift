import AfterglowTesting
import HTTPTypes
import Testing

/// The real executable, spoken to in FastCGI records.
@Suite(.timeLimit(.minutes(1))) struct RegistrationRoutesTests {
  private func withClient(_ body: (FastCGIClient) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Registration"), arguments: ["--workers", "1"]) {
      server in
      try await body(server.client)
    }
  }

  @Test func `GET / says hello`() async throws {
    try await withClient { client in
      let response = try await client.get("/")
      #expect(response.status == .ok)
      #expect(response.headers[.contentType] == "text/plain")
      #expect(response.text == "Hello, world!")
    }
  }

  @Test func `GET /users/{id} has the id, if it is one`() async throws {
    try await withClient { client in
      let response = try await client.get("/users/7")
      #expect(response.status == .ok)
      #expect(response.text == #"{"id":7}"#)
      let refused = try await client.get("/users/seven")
      #expect(refused.status == .badRequest)
      #expect(refused.text.contains(#""loc":["id"]"#))
    }
  }

  @Test func `GET /slow answers after a while`() async throws {
    try await withClient { client in
      let start = ContinuousClock.now
      let response = try await client.get("/slow?ms=50")
      #expect(start.duration(to: .now) >= .milliseconds(50))
      #expect(response.status == .ok)
      #expect(response.text == "ok")
      let refused = try await client.get("/slow?ms=long")
      #expect(refused.status == .badRequest)
    }
  }

  @Test func `what is wrong with a registration is answered field by field`() async throws {
    try await withClient { client in
      let response = try await client.post("/register", json: #"{"password":1}"#)
      #expect(response.status == .badRequest)
      #expect(
        response.text == """
          {"detail":"Validation failed for /register with method POST.","errors":[\
          {"loc":["email"],"msg":"Field required","type":"missing"},\
          {"input":1,"loc":["password"],"msg":"Input should be a valid string","type":"string_type"}]}
          """)
    }
  }

  @Test func `an unknown path, another method, another content type and malformed JSON are refused`()
    async throws
  {
    try await withClient { client in
      let unknown = try await client.get("/nowhere")
      #expect(unknown.status == .notFound)
      let method = try await client.get("/register")
      #expect(method.status == .methodNotAllowed)
      #expect(method.headers[.allow] == "OPTIONS, POST")
      let type = try await client.send(
        method: .post, target: "/register", contentType: "text/plain", body: [1])
      #expect(type.status == .unsupportedMediaType)
      let malformed = try await client.post("/register", json: "{")
      #expect(malformed.status == .badRequest)
      let large = try await client.post("/register", json: String(repeating: " ", count: 1 << 20) + "{}")
      #expect(large.status == .contentTooLarge)
    }
  }

  @Test func `GET /crash is not there unless it is allowed`() async throws {
    try await withClient { client in
      let response = try await client.get("/crash")
      #expect(response.status == .notFound)
    }
  }

  @Test func `GET /crash takes the process with it where it is allowed`() async throws {
    let environment = ["REGISTRATION_ALLOW_CRASH": "1", "SWIFT_BACKTRACE": "enable=no"]
    try await SpawnedServer.run(executable: .product("Registration"), environment: environment) { server in
      await #expect(throws: (any Error).self) { try await server.client.get("/crash") }
      let status = try await server.exitStatus()
      guard case .signaled = status else {
        Issue.record("The process \(status).")
        return
      }
    }
  }
}
