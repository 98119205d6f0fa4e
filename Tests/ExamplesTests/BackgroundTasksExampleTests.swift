import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct BackgroundTasksExampleTests {
  private static let json = #"{"email":"ada@example.org","password":"lovelace"}"#

  /// `ada@example.org` with the password `lovelace`.
  private static let user: HTTPFields = [.authorization: "Basic YWRhQGV4YW1wbGUub3JnOmxvdmVsYWNl"]

  @Test(arguments: [
    ("/register", "Created", ["To the user: Account created"]),
    ("/register/list", "Created", ["To the user: Account created", "Notification sent @ "]),
    ("/users", "Email sent", ["To ada@example.org: Thank you for registering."]),
    (
      "/users/list", "Email sent", ["To ada@example.org: Thank you for registering.", " to: ada@example.org"]
    ),
    (
      "/users/added", "Email sent",
      ["To ada@example.org: Thank you for registering.", " to: ada@example.org"]
    ),
    ("/users/request", "Email sent", ["To ada@example.org: Welcome."]),
  ])
  func `Each way of declaring tasks runs them after the response, in order`(
    path: String, message: String, lines: [String]
  ) async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["BackgroundTasks"]) { server in
      let response = try await server.client.post(path, json: Self.json, headers: Self.user)
      #expect(response.status == .created)
      #expect(response.text == #"{"message":"\#(message)"}"#)
      for line in lines { try await server.waitForLogLine(containing: line) }
      let places = lines.compactMap { line in server.log.firstIndex { $0.contains(line) } }
      #expect(places == places.sorted())
    }
  }

  @Test func `An observer is told of a task that failed`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["BackgroundTasks"]) { server in
      #expect(try await server.client.get("/failing").text == "ok")
      try await server.waitForLogLine(containing: "Reported: failing of /failing failed: CancellationError()")
    }
  }
}
