import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Synchronization
import Testing

@Suite struct BackgroundOrderTests {
  private let journal = Journal()

  @Test func `handler tasks come first, then the request's, then the response's, each in insertion order`()
    async throws
  {
    let app = Application()
    app.post("/", background: [journal.task("handler 1"), journal.task("handler 2")] as BackgroundTasks) {
      (request: Request) in
      var tasks: BackgroundTasks = [journal.task("response 1")]
      request.background.addTask(journal.write, "request 1")
      tasks.addTask(journal.writeAsynchronously, "response 2")
      request.background.addTask(journal.writeAsynchronously, "request 2")
      return JSONResponse(["message": "Created"], background: tasks)
    }
    let exchange = try await InProcessClient(app).post("/", json: "{}")
    #expect(journal.entries.isEmpty)
    await exchange.runBackgroundTasks()
    #expect(
      journal.entries == ["handler 1", "handler 2", "request 1", "request 2", "response 1", "response 2"])
  }

  @Test func `a task of the handler and one of the response both run`() async throws {
    let app = Application()
    app.post("/", background: journal.task("handler")) { () in
      JSONResponse(["message": "Created"], background: journal.task("response"))
    }
    try await InProcessClient(app).post("/", json: "{}").runBackgroundTasks()
    #expect(journal.entries == ["handler", "response"])
  }

  @Test func `a task begins when the one before it has ended`() async throws {
    let app = Application()
    let journal = journal
    app.get("/") { (request: Request) in
      for number in 1...3 {
        request.background.addTask {
          journal.write("begin \(number)")
          try await Task.sleep(for: .milliseconds(4 - number))
          journal.write("end \(number)")
        }
      }
      return "ok"
    }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"])
  }

  @Test func `concurrent tasks take turns, and one that fails leaves the others alone`() async throws {
    let app = Application()
    let journal = journal
    let tasks = (1...2).map { number in
      BackgroundTask {
        journal.write("begin \(number)")
        try await eventually("both have begun") { journal.entries.count >= 2 }
        if number == 1 { throw TestError() }
        journal.write("end \(number)")
      }
    }
    app.get("/", background: BackgroundTasks(tasks, concurrently: true)) { "ok" }
    let outcomes = try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(Set(journal.entries) == ["begin 1", "begin 2", "end 2"])
    #expect(outcomes.map(\.hasSucceeded) == [false, true])
  }

  @Test func `functions and closures, synchronous and asynchronous, are all tasks`() async throws {
    let app = Application()
    let journal = journal
    app.get("/") { (request: Request) in
      var tasks = BackgroundTasks()
      tasks.addTask(journal.write, "function")
      tasks.addTask(journal.writeAsynchronously, "asynchronous function")
      tasks.addTask { journal.write("closure") }
      tasks.addTask { await journal.writeAsynchronously("asynchronous closure") }
      tasks.addTask({ (one: Int, other: String) in journal.write("\(one) \(other)") }, 1, "argument")
      return Response(background: tasks)
    }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(
      journal.entries == [
        "function", "asynchronous function", "closure", "asynchronous closure", "1 argument",
      ])
  }

  @Test func `tasks declared on a handler do not accumulate from request to request`() async throws {
    let app = Application()
    let declared: BackgroundTasks = [journal.task("handler")]
    app.get("/", background: declared) { (request: Request) in
      var own = declared
      own.addTask(journal.write, "added")
      return Response(background: own)
    }
    let client = try InProcessClient(app)
    await client.get("/").runBackgroundTasks()
    await client.get("/").runBackgroundTasks()
    #expect(journal.entries == ["handler", "handler", "added", "handler", "handler", "added"])
  }

  @Test func `what a running task adds runs when all others have`() async throws {
    let app = Application()
    let journal = journal
    app.get("/") { (request: Request) in
      request.background.addTask {
        let taken = request.background.addTask {
          journal.write("late")
          request.background.addTask(journal.write, "later", name: "later")
        }
        journal.write("taken: \(taken)")
      }
      return Response(background: journal.task("response"))
    }
    let outcomes = try await InProcessClient(app).get("/").runBackgroundTasks()
    #expect(journal.entries == ["taken: true", "response", "late", "later"])
    #expect(outcomes.last?.name == "later")
  }

  @Test(arguments: [false, true])
  func `a task added when all is through is refused, and the log has its name`(hasTasks: Bool) async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    let kept = Mutex<Request?>(nil)
    app.get("/") { (request: Request) in
      kept.withLock { $0 = request }
      if hasTasks { request.background.addTask(journal.write, "in time") }
      return "ok"
    }
    try await InProcessClient(app).get("/").runBackgroundTasks()
    let request = try #require(kept.withLock { $0 })
    #expect(!request.background.addTask(journal.write, "late", name: "late"))
    #expect(journal.entries == (hasTasks ? ["in time"] : []))
    let line = try #require(log.lines(at: .error).first)
    #expect(line.metadata["task"] == "late")
    #expect(line.metadata["request-id"] == "\(request.id)")
  }
}

extension Journal {
  /// A task that writes its name.
  func task(_ name: String) -> BackgroundTask { BackgroundTask(write, name, name: name) }
}
