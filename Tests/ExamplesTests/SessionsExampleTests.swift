import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct SessionsExampleTests {
  private func withServer(
    _ arguments: [String] = [], _ body: @Sendable (SpawnedServer) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let environment = [
      "SESSION_SECRET": String(repeating: "0f", count: 32),
      "SESSION_DATABASE": folder.path("sessions.sqlite"),
    ]
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["Sessions"] + arguments, environment: environment
    ) { try await body($0) }
    withExtendedLifetime(folder) {}
  }

  /// Reads the page and logs in with its token.
  private func logIn(_ server: SpawnedServer) async throws -> HTTPFields {
    let page = try await server.client.get("/")
    let token = try #require(page.text.firstMatch(of: /value=(\S+)>/)?.1)
    let csrf = try #require(Self.cookie(of: page))
    let login = try await server.client.send(
      method: .post, target: "/login", headers: [.cookie: csrf],
      contentType: "application/x-www-form-urlencoded", body: Array("_csrf=\(token)".utf8))
    #expect(login.status == .created)
    let session = try #require(Self.cookie(of: login))
    let header = try #require(HTTPField.Name("X-CSRF-Token"))
    return [.cookie: "\(csrf); \(session)", header: String(token)]
  }

  private static func cookie(of response: FastCGIResponse) -> String? {
    response.headers[.setCookie].map { String($0.prefix { $0 != ";" }) }
  }

  @Test func `All processes know who has logged in, and who has logged out`() async throws {
    try await withServer(["--processes", "3", "--workers", "1"]) { server in
      let ada = try await logIn(server)
      for _ in 1...10 {
        #expect(try await server.client.get("/", headers: ada).text.hasPrefix("Hello, Ada!"))
      }
      let logout = try await server.client.send(method: .post, target: "/logout", headers: ada)
      #expect(logout.status == .created)
      for _ in 1...10 {
        #expect(try await server.client.get("/", headers: ada).text.hasPrefix("Hello, stranger!"))
      }
    }
  }

  @Test func `A background task leaves its report in the session`() async throws {
    try await withServer { server in
      let ada = try await logIn(server)
      let started = try await server.client.send(method: .post, target: "/report", headers: ada)
      #expect(started.status == .created)
      try await eventually {
        let report = try await server.client.get("/report", headers: ada)
        return report.text == "The report of Ada."
      }
    }
  }

  @Test func `A request without the page's token is refused`() async throws {
    try await withServer { server in
      let response = try await server.client.send(method: .post, target: "/login")
      #expect(response.status == .forbidden)
    }
  }

  @Test func `Messages are shown once`() async throws {
    try await withServer { server in
      let ada = try await logIn(server)
      let first = try await server.client.get("/messages", headers: ada)
      #expect(first.text == #"["You are logged in."]"#)
      #expect(try await server.client.get("/messages", headers: ada).text == "[]")
    }
  }
}
