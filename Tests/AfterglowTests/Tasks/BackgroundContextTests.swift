import Afterglow
import AfterglowTesting
import HTTPTypes
import InMemoryTracing
import Instrumentation
import Logging
import Synchronization
import Testing
import Tracing

@Suite struct BackgroundContextTests {
  @TaskLocal private static var tenant = "none"
  @TaskLocal private static var bound: (any AnyObject & Sendable)?

  private struct TenantMiddleware: Middleware {
    func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
      try await BackgroundContextTests.$tenant.withValue("acme") { try await next.respond(to: request) }
    }
  }

  private let journal = Journal()

  @Test func `a task sees the task-locals that middleware bound around its handler`() async throws {
    let app = Application()
    let journal = journal
    app.add(middleware: TenantMiddleware())
    let declared = BackgroundTask { journal.write("handler \(Self.tenant)") }
    app.get("/", background: declared) { (request: Request) in
      request.background.addTask { journal.write("request \(Self.tenant)") }
      return Response(background: BackgroundTask { journal.write("response \(Self.tenant)") })
    }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["handler acme", "request acme", "response acme"])
    #expect(Self.tenant == "none")
  }

  @Test(arguments: ["request", "response"])
  func `a request's only task, added by middleware after the handler, sees the task-locals bound around it`(
    way: String
  ) async throws {
    struct Adding: Middleware {
      let task: BackgroundTask
      let way: String

      func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
        var response = try await next.respond(to: request)
        if way == "request" {
          request.background.addTask(task)
        } else {
          response.background.addTask(task)
        }
        return response
      }
    }
    let app = Application()
    let journal = journal
    app.add(middleware: TenantMiddleware())
    app.add(middleware: Adding(task: BackgroundTask { journal.write(Self.tenant) }, way: way))
    app.get("/") { "ok" }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["acme"])
  }

  @Test func `a task logs with the request's id`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.get("/", background: BackgroundTask { RequestContext.current?.logger.info("in the task") }) { "ok" }
    let exchange = try await InProcessClient(app).send(target: "/", extraParams: [("REQUEST_ID", "abc-2")])
    await exchange.runBackgroundTasks()
    #expect(exchange.headers[.requestID] == "abc-2")
    let line = try #require(log.lines.first { $0.message == "in the task" })
    #expect(line.metadata["request-id"] == "abc-2")
  }

  @Test func `the metadata provider adds the request's id to any logger's lines within a task`() async throws
  {
    let app = Application()
    let journal = journal
    app.get("/", background: BackgroundTask { journal.write("\(Logger.MetadataProvider.requestID.get())") }) {
      "ok"
    }
    try await InProcessClient(app).send(target: "/", extraParams: [("REQUEST_ID", "abc-3")])
      .runBackgroundTasks()
    #expect(journal.entries.first?.contains("abc-3") == true)
    #expect(Logger.MetadataProvider.requestID.get().isEmpty)
  }

  @Test func `a span made in a task is a child of the request's span`() async throws {
    let tracer = InMemoryTracer()
    let app = Application()
    app.add(middleware: TracingMiddleware(tracer: tracer))
    app.get("/", background: BackgroundTask { tracer.withSpan("send e-mail") { _ in } }) { "ok" }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    let request = try #require(tracer.finishedSpans.first { $0.operationName == "GET" })
    let task = try #require(tracer.finishedSpans.first { $0.operationName == "send e-mail" })
    #expect(task.parentSpanID == request.spanID)
    #expect(task.traceID == request.traceID)
  }

  @Test func `a task sees the task-locals although its request was served by a worker`() async throws {
    let app = Application()
    let journal = journal
    app.add(middleware: TenantMiddleware())
    app.get("/", background: BackgroundTask { journal.write(Self.tenant) }) { "ok" }
    try await ServedApplication.serve(app) { client in
      let response = try await client.get("/")
      #expect(response.status == .ok)
      try await eventually("the task has run") { journal.entries == ["acme"] }
    }
  }

  @Test(arguments: ["/runs", "/throws", "/breaks"])
  func `a task that has its request doesn't keep it for ever`(path: String) async throws {
    final class Value: Sendable {}
    enum Key: RequestValueKey { typealias Value = AnyObject & Sendable }
    let app = Application(logger: RecordedLog().logger)
    let kept = WeakValue()
    app.beforeRequest { request in
      let value = Value()
      kept.keep(value)
      request[Key.self] = value
      request.background.addTask { [request] in request.logger.debug("done") }
    }
    app.get("/runs") { (request: Request) in
      request.background.addTask { request.background.addTask { request.logger.debug("done") } }
      return "ok"
    }
    app.get("/throws") { (request: Request) -> String in
      request.background.addTask { request.logger.debug("done") }
      throw TestError()
    }
    app.get("/breaks") { Response.stream { _ in throw TestError() } }
    _ = await (try InProcessClient(app)).get(path).runBackgroundTasks()
    try await eventually("nobody has it") { kept.isGone }
  }

  @Test func `what middleware bound is let go of if it throws after a handler with tasks`() async throws {
    final class Value: Sendable {}
    let app = Application(logger: RecordedLog().logger)
    let kept = WeakValue()
    app.add(
      middleware: MiddlewareHook { request, next in
        let value = Value()
        kept.keep(value)
        return try await Self.$bound.withValue(value) {
          _ = try await next.respond(to: request)
          throw TestError()
        }
      })
    app.get("/", background: BackgroundTask {}) { "ok" }
    try await ServedApplication.serve(app) { client in
      #expect(try await client.get("/").status == .internalServerError)
      try await eventually("nobody has it") { kept.isGone }
    }
  }
}

/// Knows whether an object is still there.
private final class WeakValue: Sendable {
  private struct Reference { weak var object: (any AnyObject & Sendable)? }

  private let reference = Mutex(Reference())

  var isGone: Bool { reference.withLock { $0.object == nil } }

  func keep(_ object: any AnyObject & Sendable) {
    reference.withLock { $0.object = object }
  }
}
