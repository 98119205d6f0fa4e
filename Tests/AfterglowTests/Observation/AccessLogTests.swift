import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct AccessLogTests {
  private let log = RecordedLog()

  private func serve(
    _ app: Application, accessLog: Bool = true, _ body: (FastCGIClient) async throws -> Void
  ) async throws {
    try await ServedApplication.serve(app, accessLog: accessLog) { try await body($0) }
  }

  private func line() async throws -> RecordedLog.Line {
    try await eventually("the line") { log.lines.first { $0.message == "Answered a request." } }
  }

  @Test func `a line has the request, the response and who asked`() async throws {
    let app = Application(logger: log.logger)
    app.get("/users/{id}") { (id: Int) in "user \(id)" }
    try await serve(app) { client in
      let response = try await client.send(
        target: "/users/7?secret=1", extraParams: [("REQUEST_ID", "abc-1"), ("REMOTE_ADDR", "192.0.2.7")])
      let line = try await line()
      #expect(line.level == .info)
      #expect(line.metadata["request-id"] == "abc-1")
      #expect(line.metadata["method"] == "GET")
      #expect(line.metadata["path"] == "/users/7")
      #expect(line.metadata["status"] == "200")
      #expect(line.metadata["bytes"] == "\(response.stdout.count)")
      #expect(line.metadata["remote-address"] == "192.0.2.7")
      #expect(line.metadata["tasks"] == "0")
      #expect(line.metadata["tasks-ms"] == "0.000")
    }
  }

  @Test func `the bytes of a streamed body count as well`() async throws {
    let app = Application(logger: log.logger)
    app.get("/") {
      Response.stream { writer in for _ in 0..<3 { try writer.write([UInt8](repeating: 65, count: 40_000)) } }
    }
    try await serve(app) { client in
      let response = try await client.get("/")
      #expect(response.body.count == 120_000)
      #expect(try await line().metadata["bytes"] == "\(response.stdout.count)")
    }
  }

  @Test func `the time of the handler and that of the tasks are apart`() async throws {
    let app = Application(logger: log.logger)
    let tasks = BackgroundTasks([
      BackgroundTask { try await Task.sleep(for: .milliseconds(300)) }, BackgroundTask { throw TestError() },
    ])
    app.get("/", background: tasks) { () in
      try await Task.sleep(for: .milliseconds(20))
      return "ok"
    }
    try await serve(app) { client in
      let start = ContinuousClock.now
      _ = try await client.get("/")
      let line = try await line()
      let elapsed = start.duration(to: .now) / .milliseconds(1)
      let handler = try #require(Double(line.metadata["duration-ms"]?.description ?? ""))
      let background = try #require(Double(line.metadata["tasks-ms"]?.description ?? ""))
      #expect(handler >= 20)
      #expect(background >= 300)
      // Were the tasks' time in the handler's, it would be counted twice.
      #expect(handler + background <= elapsed)
      #expect(line.metadata["tasks"] == "2")
      #expect(line.metadata["tasks-failed"] == "1")
    }
  }

  @Test func `it is written when the tasks are through`() async throws {
    let app = Application(logger: log.logger)
    app.get("/", background: BackgroundTask { RequestContext.current?.logger.info("in the task") }) { "ok" }
    try await serve(app) { client in
      _ = try await client.get("/")
      _ = try await line()
      let messages = log.lines(at: .info).map(\.message)
      #expect(
        messages.filter { ["in the task", "Answered a request."].contains($0) } == [
          "in the task", "Answered a request.",
        ])
    }
  }

  @Test func `a request that can't be understood has a line`() async throws {
    try await serve(Application(logger: log.logger)) { client in
      _ = try await client.send(target: "/x?y", extraParams: [("CONTENT_LENGTH", "many")])
      let line = try await line()
      #expect(line.metadata["status"] == "400")
      #expect(line.metadata["path"] == "/x")
    }
  }

  @Test func `there is none unless it is asked for`() async throws {
    let app = Application(logger: log.logger)
    app.get("/", background: BackgroundTask { RequestContext.current?.logger.info("in the task") }) { "ok" }
    try await serve(app, accessLog: false) { client in
      _ = try await client.get("/")
      _ = try await client.get("/")
      try await eventually("the task of the second") { log.lines.count { $0.message == "in the task" } == 2 }
    }
    #expect(!log.lines.contains { $0.message == "Answered a request." })
  }

  @Test(arguments: [
    ("/plain/%20", "/plain/%20"), ("/a b", "/a%20b"), ("/x\ninfo forged=1", "/x%0Ainfo%20forged=1"),
    ("/ü", "/%C3%BC"), ("\"", "%22"), ("", "-"),
  ])
  func `what came from outside is one word`(text: String, word: String) {
    #expect(AccessLog.inOneWord(text) == word)
  }

  @Test(arguments: [(1_234_567, "1.234"), (0, "0.000"), (12_000, "0.012"), (61_000_000_000, "61000.000")])
  func `times are milliseconds with three places`(nanoseconds: Int, text: String) {
    #expect(AccessLog.milliseconds(.nanoseconds(nanoseconds)) == text)
  }
}
