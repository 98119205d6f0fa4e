import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Synchronization
import Testing

@Suite struct BackgroundFailureTests {
  private let journal = Journal()
  private let log = RecordedLog()

  private func failing(_ name: String = "failing") -> BackgroundTask {
    BackgroundTask(name: name) { throw TestError() }
  }

  @Test
  func `a task that throws is logged with its name, the request's id and the error, and the next ones run`()
    async throws
  {
    let app = Application(logger: log.logger)
    app.get("/", background: [failing("e-mail"), journal.task("after")] as BackgroundTasks) { "ok" }
    let exchange = try await InProcessClient(app).send(target: "/", extraParams: [("REQUEST_ID", "abc-1")])
    let outcomes = await exchange.runBackgroundTasks()
    #expect(journal.entries == ["after"])
    #expect(outcomes.map(\.hasSucceeded) == [false, true])
    let line = try #require(log.lines(at: .error).first)
    #expect(line.metadata["task"] == "e-mail")
    #expect(line.metadata["request-id"] == "abc-1")
    #expect(line.metadata["error"]?.description.contains("TestError") == true)
  }

  @Test func `a list that stops on failure leaves out the rest and says how many`() async throws {
    let app = Application(logger: log.logger)
    let tasks = BackgroundTasks(
      tasks: [journal.task("before"), failing(), journal.task("one"), journal.task("two")],
      stopOnFailure: true)
    app.get("/", background: tasks) { () in Response(background: journal.task("response")) }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["before", "response"])
    let line = try #require(log.lines(at: .error).first { $0.message.contains("did not run") })
    #expect(line.message.contains("2 background task"))
    #expect(line.metadata["tasks"] == .array(["one", "two"]))
  }

  @Test func `no task of a handler that throws runs`() async throws {
    let app = Application(logger: log.logger)
    app.post("/", background: journal.task("handler")) { (request: Request) -> String in
      request.background.addTask(journal.write, "request", name: "request")
      throw TestError()
    }
    let exchange = try await InProcessClient(app).post("/", json: "{}")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.backgroundTaskNames.isEmpty)
    #expect(log.lines(at: .notice).contains { $0.metadata["tasks"] == .array(["request"]) })
  }

  @Test func `no task of a handler runs whose arguments can't be had`() async throws {
    struct Input: Content { var name: String }
    let app = Application()
    app.post("/body", background: journal.task("handler")) { (input: Input) in "ok" }
    app.post("/path/{id}", background: journal.task("handler")) { (id: Int) in "ok" }
    let client = try InProcessClient(app)
    for exchange in await [client.post("/body", json: "{}"), client.post("/path/x", json: "")] {
      #expect(exchange.status == .badRequest)
      #expect(exchange.backgroundTaskNames.isEmpty)
    }
  }

  @Test func `the tasks of an error handler's response run, and those of the handler do not`() async throws {
    let app = Application()
    app.onError(TestError.self) { _, _ in
      Response(status: .serviceUnavailable, background: journal.task("error handler"))
    }
    app.get("/", background: journal.task("handler")) { () -> String in throw TestError() }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .serviceUnavailable)
    await exchange.runBackgroundTasks()
    #expect(journal.entries == ["error handler"])
  }

  @Test func `the tasks of a handler that returns an error status run`() async throws {
    let app = Application()
    app.get("/", background: journal.task("handler")) { () in
      Response(status: .conflict, background: journal.task("response"))
    }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["handler", "response"])
  }

  @Test func `a task is cancelled at its time-out, that is logged, and the next one runs`() async throws {
    let app = Application(logger: log.logger)
    let journal = journal
    let slow = BackgroundTask(name: "slow", timeout: .milliseconds(20)) {
      do {
        try await Task.sleep(for: .seconds(60))
      } catch {
        journal.write("cancelled")
        throw error
      }
    }
    app.get("/", background: [slow, journal.task("next")] as BackgroundTasks) { "ok" }
    let outcomes = try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["cancelled", "next"])
    guard case .timedOut = outcomes[0].result else {
      Issue.record("The first task's outcome is \(outcomes[0].result).")
      return
    }
    #expect(
      log.lines(at: .error).contains { $0.metadata["task"] == "slow" && $0.message.contains("time-out") })
  }

  @Test func `a task that blocks past its time-out is logged while it blocks, and has timed out`()
    async throws
  {
    let app = Application(logger: log.logger)
    let log = log
    let isLogged = Mutex(false)
    let blocking = BackgroundTask(name: "blocking", timeout: .milliseconds(20)) {
      // Blocks the worker's thread, as a call into C would, until the log tells of it.
      let deadline = ContinuousClock.now + .seconds(30)
      while !isLogged.withLock({ $0 }), ContinuousClock.now < deadline {
        let lines = log.lines(at: .error)
        isLogged.withLock { $0 = lines.contains { $0.metadata["task"] == "blocking" } }
      }
    }
    app.get("/", background: blocking) { "ok" }
    let seen = Mutex<[BackgroundTaskOutcome]>([])
    app.observe(backgroundTasks: OutcomeRecorder { outcome in seen.withLock { $0.append(outcome) } })
    try await ServedApplication.serve(app) { client in
      _ = try await client.get("/")
      try await eventually("the task has ended") { !seen.withLock { $0 }.isEmpty }
    }
    #expect(isLogged.withLock { $0 })
    guard case .timedOut = seen.withLock({ $0[0] }).result else {
      Issue.record("The outcome is \(seen.withLock { $0[0] }.result).")
      return
    }
  }

  @Test func `tasks that add tasks for ever are stopped, and the log has the first that is refused`()
    async throws
  {
    let app = Application(logger: log.logger)
    let runs = Mutex(0)
    app.get("/") { (request: Request) in
      @Sendable func again() {
        runs.withLock { $0 += 1 }
        request.background.addTask(name: "again") { again() }
      }
      request.background.addTask(name: "again") { again() }
      return "ok"
    }
    let outcomes = try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(runs.withLock { $0 } == RequestBackground.addedTaskLimit + 1)
    #expect(outcomes.count == 1000)
    let refusals = log.lines(at: .error).filter { $0.message.contains("does not run") }
    #expect(refusals.count == 1)
    #expect(refusals.first?.metadata["task"] == "again")
  }

  @Test func `a task within its time-out ends as it would without one`() async throws {
    let app = Application()
    let done = BackgroundTask(timeout: .seconds(60)) {}
    let failed = BackgroundTask(timeout: .seconds(60)) { throw TestError() }
    app.get("/", background: [done, failed] as BackgroundTasks) { "ok" }
    let outcomes = try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(outcomes[0].hasSucceeded)
    guard case .failed(let error) = outcomes[1].result, error is TestError else {
      Issue.record("The second task's outcome is \(outcomes[1].result).")
      return
    }
  }

  @Test func `cancelling a shutdown's tasks leaves out the ones not begun and logs all by name`() async throws
  {
    let app = Application(logger: log.logger)
    let journal = journal
    let endless = BackgroundTask(name: "endless") {
      journal.write("begun")
      try await Task.sleep(for: .seconds(60))
    }
    app.get("/", background: [endless, journal.task("never")] as BackgroundTasks) { "ok" }
    let exchange = try await InProcessClient(app).get("/")
    let running = Task { await exchange.runBackgroundTasks() }
    try await eventually("the first task has begun") { journal.entries == ["begun"] }
    running.cancel()
    _ = await running.value
    #expect(journal.entries == ["begun"])
    #expect(log.lines(at: .error).contains { $0.metadata["tasks"] == .array(["endless", "never"]) })
  }
}

private struct OutcomeRecorder: BackgroundTaskObserver {
  let record: @Sendable (BackgroundTaskOutcome) -> Void

  func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) {
    record(outcome)
  }
}
