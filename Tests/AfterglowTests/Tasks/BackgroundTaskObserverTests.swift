import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct BackgroundTaskObserverTests {
  private struct Recorder: BackgroundTaskObserver {
    let journal: Journal

    func taskStarted(_ name: String, of context: RequestContext) async {
      await journal.writeAsynchronously("start \(name) of \(context.requestID)")
    }

    func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async {
      await journal.writeAsynchronously("end \(outcome.name) \(outcome.result)")
    }
  }

  private let journal = Journal()

  private func application(_ tasks: BackgroundTasks) -> Application {
    let app = Application()
    app.observe(backgroundTasks: Recorder(journal: journal))
    app.get("/a", background: tasks) { "a" }
    return app
  }

  @Test func `It is told of each start and end, in order`() async throws {
    let journal = journal
    let app = application([
      BackgroundTask(name: "one") { journal.write("one") },
      BackgroundTask(name: "two") { throw TestError() },
      BackgroundTask(name: "three", timeout: .milliseconds(1)) { try await Task.sleep(for: .seconds(3600)) },
    ])
    await (try InProcessClient(app)).send(target: "/a", extraParams: [("REQUEST_ID", "r1")])
      .runBackgroundTasks()
    #expect(
      journal.entries == [
        "start one of r1", "one", "end one succeeded", "start two of r1",
        "end two failed(AfterglowTests.TestError())",
        "start three of r1", "end three timedOut",
      ])
  }

  @Test func `It is told of those that a failure leaves out`() async throws {
    let app = application(
      BackgroundTasks(
        [BackgroundTask(name: "one") { throw TestError() }, BackgroundTask(name: "two") {}],
        stopOnFailure: true))
    await (try InProcessClient(app)).send(target: "/a", extraParams: [("REQUEST_ID", "r1")])
      .runBackgroundTasks()
    #expect(journal.entries.last == "end two notRun")
    #expect(!journal.entries.contains("start two of r1"))
  }

  @Test func `It is told of those that don't run because the body breaks off`() async throws {
    let app = application([])
    app.get("/b", background: BackgroundTask(name: "never") {}) {
      Response(body: .stream { _ in throw TestError() })
    }
    let journal = journal
    try await ServedApplication.serve(app) { client in
      _ = try await client.get("/b")
      try await eventually("the news") { journal.entries == ["end never notRun"] }
    }
    _ = try await InProcessClient(app).get("/b")
    #expect(journal.entries == ["end never notRun", "end never notRun"])
  }

  @Test func `It is told by a worker that serves`() async throws {
    let app = application([BackgroundTask(name: "one") {}])
    let journal = journal
    try await ServedApplication.serve(app) { client in
      _ = try await client.send(target: "/a", extraParams: [("REQUEST_ID", "r1")])
      try await eventually("the news") { journal.entries == ["start one of r1", "end one succeeded"] }
    }
  }

  @Test func `Tasks come from middleware, dependencies and error handlers too`() async throws {
    struct Adding: Middleware {
      func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
        request.background.addTask(name: "of middleware") {}
        return try await next.respond(to: request)
      }
    }
    let app = application([])
    app.add(middleware: Adding())
    app.providePerRequest(Int.self) { request in
      request.background.addTask(name: "of dependency") {}
      return 1
    }
    app.onError(TestError.self) { _, request in
      request.background.addTask(name: "of error handler") {}
      return Response(status: .conflict, background: BackgroundTask(name: "of its response") {})
    }
    app.get("/ok") { (number: Inject<Int>) in "ok" }
    app.get("/throws") { (number: Inject<Int>) -> String in throw TestError() }
    let client = try InProcessClient(app)
    #expect(await client.get("/ok").backgroundTaskNames == ["of middleware", "of dependency"])
    #expect(
      await client.get("/throws").backgroundTaskNames == [
        "of middleware", "of error handler", "of its response",
      ])
  }
}
