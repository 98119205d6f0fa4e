import AfterglowTesting
import Testing

@testable import NewService

extension ServerMode {
  /// In the test's own process, as a process of its own, and behind nginx with the site of production.
  static let all: [ServerMode] = [
    .inProcess(makeApplication()),
    .spawned(.product("NewService")),
    .nginx(site: .file("nginx/newservice.conf"), executable: .product("NewService")),
  ]
}

@Suite(.showsServerLog) struct NewServiceTests {
  @Test(arguments: ServerMode.all)
  func aGreetingIsRememberedAfterTheResponse(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await server.post("/greetings", json: ["name": "Ada"])
      #expect(response.status == .created)
      let body: [String: String] = try response.json()
      #expect(body == ["message": "Hello, Ada!"])
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.map(\.name) == ["remember"])
      #expect(tasks.map(\.result) == [.succeeded])
    }
  }
}
