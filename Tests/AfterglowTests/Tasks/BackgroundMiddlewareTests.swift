import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct BackgroundMiddlewareTests {
  private struct Hook: Middleware {
    let body: @Sendable (Request, any HTTPResponder) async throws -> Response

    func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
      try await body(request, next)
    }
  }

  private let journal = Journal()

  @Test func `tasks start after every middleware has returned`() async throws {
    let app = Application()
    let journal = journal
    app.add(
      middleware: Hook { request, next in
        let response = try await next.respond(to: request)
        await Task.yield()
        journal.write("outer returns")
        return response
      })
    app.add(
      middleware: Hook { request, next in
        let response = try await next.respond(to: request)
        journal.write("inner returns")
        return response
      })
    app.get("/", background: journal.task("task")) { "ok" }
    try await ServedApplication.serve(app) { client in
      _ = try await client.get("/")
      try await eventually("the task has run") { journal.entries.contains("task") }
    }
    #expect(journal.entries == ["inner returns", "outer returns", "task"])
  }

  @Test func `middleware adds tasks before and after the handler`() async throws {
    let app = Application()
    app.add(
      middleware: Hook { request, next in
        request.background.addTask(journal.write, "before")
        var response = try await next.respond(to: request)
        request.background.addTask(journal.write, "after")
        response.background.addTask(journal.write, "response of middleware")
        return response
      })
    app.get("/", background: journal.task("handler")) { () in Response(background: journal.task("response")) }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["handler", "before", "after", "response", "response of middleware"])
  }

  @Test func `the response's tasks run although middleware puts another response in its place`() async throws
  {
    let app = Application()
    app.add(
      middleware: Hook { request, next in
        _ = try await next.respond(to: request)
        return Response(status: .notModified)
      })
    app.get("/") { () in Response(background: journal.task("response")) }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .notModified)
    await exchange.runBackgroundTasks()
    #expect(journal.entries == ["response"])
  }

  @Test func `middleware that throws gives up the handler's tasks and not its own`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.add(
      middleware: Hook { request, next in
        request.background.addTask(journal.write, "audit", name: "audit")
        _ = try await next.respond(to: request)
        throw TestError()
      })
    app.get("/", background: journal.task("handler")) { () in Response(background: journal.task("response")) }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .internalServerError)
    await exchange.runBackgroundTasks()
    #expect(journal.entries == ["audit"])
    #expect(log.lines(at: .notice).contains { $0.metadata["tasks"] == .array(["handler", "response"]) })
  }

  @Test func `a handler that throws does not take middleware's tasks along`() async throws {
    let app = Application()
    app.add(
      middleware: Hook { request, next in
        request.background.addTask(journal.write, "audit")
        return try await next.respond(to: request)
      })
    app.get("/", background: journal.task("handler")) { () -> String in throw TestError() }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["audit"])
  }
}
