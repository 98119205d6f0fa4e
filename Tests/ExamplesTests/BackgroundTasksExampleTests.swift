import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// The examples of the model that Afterglow's comes from, each run as a process.
@Suite(.timeLimit(.minutes(2))) struct BackgroundTasksExampleTests {
  private static let json = #"{"email":"grace@example.org","password":"hopper"}"#

  /// `ada@example.org` with the password `lovelace`.
  private static let ada: HTTPFields = [.authorization: "Basic YWRhQGV4YW1wbGUub3JnOmxvdmVsYWNl"]

  private func withServer(_ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.run(.spawned(.product("Examples"), arguments: ["BackgroundTasks"])) {
      try await body($0)
    }
  }

  /// What the tasks after one request print, in the order in which they run, and the file that they leave.
  private func tasks(
    after path: String, headers: HTTPFields = [:], answering message: String
  ) async throws -> (printed: [String], file: String?) {
    try await TestServer.run(.spawned(.product("Examples"), arguments: ["BackgroundTasks"])) { server in
      let response = try await server.post(path, json: Self.json, headers: headers)
      #expect(response.status == .created)
      #expect(response.text == #"{"message":"\#(message)"}"#)
      let finished = try await server.backgroundTasksFinished()
      #expect(finished.map(\.result) == finished.map { _ in .succeeded })
      // The log of the tasks' ends and what they print come by different ways.
      let printed = try await eventually("a line of each task") {
        let lines = server.log.filter { $0.hasPrefix("To ") || $0.hasPrefix("Written") }
        return lines.count == finished.count ? lines : nil
      }
      let file = try #require(server.process).folder + "/log.txt"
      return (printed, try? String(contentsOfFile: file, encoding: .utf8))
    }
  }

  private static func isNotification(_ text: String?, to email: String? = nil) -> Bool {
    let time = text?.wholeMatch(of: /Notification sent @ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(.*)/)?.1
    return time.map(String.init) == email.map { " to: \($0)" } ?? ""
  }

  @Test func `A single task on the handler`() async throws {
    let (printed, file) = try await tasks(after: "/register", answering: "Created")
    #expect(printed == ["To the user: Account created"])
    #expect(file == nil)
  }

  @Test func `A list on the handler, of an asynchronous function and a synchronous one`() async throws {
    let (printed, file) = try await tasks(after: "/register/list", answering: "Created")
    #expect(printed == ["To the user: Account created", "Written."])
    #expect(Self.isNotification(file))
  }

  @Test func `A single task on the response, with the user's address`() async throws {
    let (printed, file) = try await tasks(after: "/users", headers: Self.ada, answering: "Email sent")
    #expect(printed == ["To ada@example.org: Thank you for registering."])
    #expect(file == nil)
  }

  @Test func `A list on the response`() async throws {
    let (printed, file) = try await tasks(after: "/users/list", headers: Self.ada, answering: "Email sent")
    #expect(printed == ["To ada@example.org: Thank you for registering.", "Written for ada@example.org."])
    #expect(Self.isNotification(file, to: "ada@example.org"))
  }

  @Test func `Tasks added one by one in the handler`() async throws {
    let (printed, file) = try await tasks(after: "/users/added", headers: Self.ada, answering: "Email sent")
    #expect(printed == ["To ada@example.org: Thank you for registering.", "Written for ada@example.org."])
    #expect(Self.isNotification(file, to: "ada@example.org"))
  }

  @Test func `A task added to the request`() async throws {
    let (printed, _) = try await tasks(after: "/users/request", answering: "Email sent")
    #expect(printed == ["To grace@example.org: Welcome."])
  }

  @Test func `A task with options as one value`() async throws {
    let (printed, _) = try await tasks(after: "/users/options", answering: "Email sent")
    #expect(printed == ["To grace@example.org: Welcome."])
  }

  @Test func `The tasks of a handler are the same for each request`() async throws {
    try await withServer { server in
      for _ in 1...3 { _ = try await server.post("/register/list", json: Self.json) }
      let finished = try await server.backgroundTasksFinished()
      #expect(finished.count == 6)
    }
  }

  @Test(arguments: ["/users", "/users/list", "/users/added"])
  func `Without a user it is a 401, and nothing is sent`(path: String) async throws {
    try await withServer { server in
      let response = try await server.post(path, json: Self.json)
      #expect(response.status == .unauthorized)
      #expect(response.headers[.wwwAuthenticate] == #"Basic realm="Registration", charset="UTF-8""#)
      #expect(try await server.backgroundTasksFinished().isEmpty)
    }
  }

  @Test(arguments: ["/register", "/register/list", "/users", "/users/list", "/users/added"])
  func `With a body that isn't valid it is a 400, and nothing is sent`(path: String) async throws {
    try await withServer { server in
      let response = try await server.post(path, json: #"{"email":1}"#, headers: Self.ada)
      #expect(response.status == .badRequest)
      #expect(try await server.backgroundTasksFinished().isEmpty)
    }
  }

  @Test func `An observer is told of a task that failed`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["BackgroundTasks"]) { server in
      let response = try await server.client.send(target: "/failing", extraParams: [("REQUEST_ID", "r-1")])
      #expect(response.text == "ok")
      try await server.waitForLogLine(containing: "Reported: failing of r-1 failed: CancellationError()")
    }
  }
}
