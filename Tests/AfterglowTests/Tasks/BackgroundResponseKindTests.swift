import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct BackgroundResponseKindTests {
  private let journal = Journal()

  @Test(arguments: [HTTPRequest.Method.head, .options])
  func `tasks of a handler reached by automatic HEAD or OPTIONS do not run`(method: HTTPRequest.Method)
    async throws
  {
    let app = Application()
    app.get("/", background: journal.task("handler")) { (request: Request) in
      request.background.addTask(journal.write, "request")
      return Response(background: journal.task("response"))
    }
    let exchange = try await InProcessClient(app).send(method: method, target: "/")
    #expect(exchange.status.kind == .successful)
    #expect(exchange.backgroundTaskNames.isEmpty)
  }

  @Test func `tasks of a handler declared for HEAD run`() async throws {
    let app = Application()
    app.head("/", background: journal.task("handler")) { Response() }
    try await InProcessClient(app).send(method: .head, target: "/").runBackgroundTasks()
    #expect(journal.entries == ["handler"])
  }

  @Test func `tasks run after the last byte of a stream`() async throws {
    let app = Application()
    let journal = journal
    app.get("/", background: journal.task("task")) { () in
      Response.stream { writer in
        for number in 1...3 {
          await Task.yield()
          try writer.write("\(number)")
          journal.write("\(number)")
        }
      }
    }
    try await ServedApplication.serve(app) { client in
      let response = try await client.get("/")
      #expect(response.text == "123")
      try await eventually("the task has run") { journal.entries == ["1", "2", "3", "task"] }
    }
  }

  @Test func `tasks do not run when producing the body throws, and the client sees the response break off`()
    async throws
  {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.get("/", background: journal.task("task")) { () in
      Response.stream { writer in
        try writer.write("some")
        throw TestError()
      }
    }
    try await ServedApplication.serve(app) { client in
      await #expect(throws: (any Error).self) { try await client.get("/") }
      try await eventually("the failure is logged") {
        log.lines(at: .error).contains { $0.metadata["tasks-not-run"] == .array(["task"]) }
      }
    }
    #expect(journal.entries.isEmpty)
  }

  @Test func `a stream that throws before its first byte is a 500`() async throws {
    let app = Application()
    app.get("/", background: journal.task("task")) { () in Response.stream { _ in throw TestError() } }
    try await ServedApplication.serve(app) { client in
      let response = try await client.get("/")
      #expect(response.status == .internalServerError)
      #expect(!response.text.contains("TestError"))
    }
    #expect(journal.entries.isEmpty)
  }

  @Test func `tasks run when the client went away in the midst of a stream`() async throws {
    let app = Application()
    let journal = journal
    app.get("/", background: journal.task("task")) { () in
      Response.stream { writer in
        let chunk = [UInt8](repeating: 0, count: 65_536)
        while true { try writer.write(chunk) }
      }
    }
    try await ServedApplication.serve(app) { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      try await connection.beginRequest()
      try await connection.sendParams(client.params(method: .get, target: "/"))
      try await connection.finishParams()
      try await connection.finishStdin()
      _ = try await connection.receiveRecord()
      await connection.reset()
      try await eventually("the task has run") { journal.entries == ["task"] }
    }
  }

  @Test func `tasks run to their end when the client disconnects after the response`() async throws {
    let app = Application()
    let journal = journal
    let gate = Journal()
    let task = BackgroundTask {
      journal.write("begun")
      try await eventually("the client has gone") { gate.entries == ["gone"] }
      try await Task.sleep(for: .milliseconds(1))
      journal.write("ended")
    }
    app.get("/", background: task) { "ok" }
    try await ServedApplication.serve(app) { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      let response = try await client.send(target: "/", keepConnection: true, on: connection)
      #expect(response.status == .ok)
      try await eventually("the task has begun") { journal.entries == ["begun"] }
      await connection.reset()
      gate.write("gone")
      try await eventually("the task has ended") { journal.entries == ["begun", "ended"] }
    }
  }
}
