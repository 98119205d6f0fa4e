import Afterglow
import AfterglowTesting
import HTTPTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct DependencyTests {
  private struct Database: Sendable { let name: String }
  private struct Accounts: Injectable { let database: Database }
  private protocol Mailer: Sendable { var sender: String { get } }
  private struct TestMailer: Mailer { let sender = "test" }

  private let journal = Journal()

  /// A database per application, an account store per request; what is built and disposed of is written down.
  private func application() -> Application {
    let app = Application()
    let journal = journal
    app.provide(Database.self) {
      await journal.writeAsynchronously("open")
      return Database(name: "main")
    } dispose: { database in
      await journal.writeAsynchronously("close \(database.name)")
    }
    app.providePerRequest(Accounts.self) { request in
      let database = try await request.dependency(Database.self)
      journal.write("begin \(request.path)")
      return Accounts(database: database)
    } dispose: { _ in
      await journal.writeAsynchronously("end")
    }
    return app
  }

  @Test func `A handler takes a value by its type`() async throws {
    let app = application()
    app.get("/a") { (database: Inject<Database>) in database.value.name }
    #expect(try await InProcessClient(app).get("/a").text == "main")
  }

  @Test func `A type may itself be the parameter`() async throws {
    let app = application()
    app.get("/a") { (accounts: Accounts) in accounts.database.name }
    #expect(try await InProcessClient(app).get("/a").text == "main")
  }

  @Test func `A value is provided under a protocol`() async throws {
    let app = Application()
    app.provide((any Mailer).self) { TestMailer() }
    app.get("/a") { (mailer: Inject<any Mailer>) in mailer.value.sender }
    #expect(try await InProcessClient(app).get("/a").text == "test")
  }

  @Test func `What is built per application is built once`() async throws {
    let app = application()
    app.get("/a") { (database: Inject<Database>) in "a" }
    try await app.start()
    let client = try InProcessClient(app)
    for _ in 1...3 { _ = await client.get("/a") }
    #expect(journal.entries == ["open"])
  }

  @Test func `What is built per request is built once for each that asks, and disposed of`() async throws {
    let app = application()
    app.get("/a") { (first: Accounts, request: Request, second: Accounts) in
      _ = try await request.dependency(Accounts.self)
      return "a"
    }
    app.get("/b") { "b" }
    let client = try InProcessClient(app)
    for path in ["/a", "/b", "/a"] { _ = await client.get(path) }
    #expect(journal.entries == ["open", "begin /a", "end", "begin /a", "end"])
  }

  @Test func `Who asks while a value is being built gets the same one`() async throws {
    let app = application()
    app.get("/a") { (request: Request) in
      async let first = request.dependency(Accounts.self)
      async let second = request.dependency(Accounts.self)
      _ = try await (first, second)
      return "a"
    }
    let exchange = try await InProcessClient(app).get("/a")
    #expect(exchange.status == .ok)
    #expect(journal.entries == ["open", "begin /a", "end"])
  }

  @Test func `It is disposed of after the background tasks`() async throws {
    let app = application()
    let journal = journal
    app.get("/a") { (accounts: Accounts, request: Request) in
      request.background.addTask { journal.write("task uses \(accounts.database.name)") }
      return "a"
    }
    try await ServedApplication.serve(app) { client in
      #expect(try await client.get("/a").status == .ok)
      try await eventually("the end") { journal.entries.last == "end" }
    }
    #expect(journal.entries == ["open", "begin /a", "task uses main", "end"])
  }

  @Test func `In process too`() async throws {
    let app = application()
    let journal = journal
    app.get("/a", background: BackgroundTask { journal.write("task") }) { (accounts: Accounts) in "a" }
    let exchange = try await InProcessClient(app).get("/a")
    #expect(journal.entries.last == "begin /a")
    await exchange.runBackgroundTasks()
    #expect(journal.entries.suffix(2) == ["task", "end"])
  }

  @Test func `It is disposed of when the handler throws and when the body breaks off`() async throws {
    let app = application()
    app.get("/throws") { (accounts: Accounts) -> String in throw TestError() }
    app.get("/breaks") { (accounts: Accounts) in Response(body: .stream { _ in throw TestError() }) }
    let journal = journal
    try await ServedApplication.serve(app) { client in
      for (count, path) in ["/throws", "/breaks"].enumerated() {
        _ = try await client.get(path)
        try await eventually("the end of \(path)") {
          journal.entries.filter { $0 == "end" }.count == count + 1
        }
      }
    }
  }

  @Test func `What was built last is disposed of first`() async throws {
    let app = application()
    let journal = journal
    app.provide(String.self) { dependencies in
      let database = try await dependencies[Database.self]
      journal.write("string")
      return database.name
    } dispose: { _ in
      journal.write("no string")
    }
    try await app.start()
    try await app.shutDown()
    #expect(journal.entries == ["open", "string", "no string", "close main"])
  }

  @Test func `The innermost level's counts, for what is on that level`() async throws {
    let app = application()
    app.provide(String.self) { try await "of \($0[Database.self].name)" }
    app.get("/a") { (database: Inject<Database>, text: Inject<String>) in
      database.value.name + ", " + text.value
    }
    app.include("/b") { b in
      b.provide(Database.self) { Database(name: "other") }
      b.get("/a") { (database: Inject<Database>, text: Inject<String>) in
        database.value.name + ", " + text.value
      }
    }
    let client = try InProcessClient(app)
    #expect(await client.get("/a").text == "main, of main")
    #expect(await client.get("/b/a").text == "other, of main")
  }

  @Test func `A later one on the same level takes an earlier one's place`() async throws {
    let app = application()
    app.get("/a") { (database: Inject<Database>) in database.value.name }
    app.provide(Database.self) { Database(name: "test double") }
    #expect(try await InProcessClient(app).get("/a").text == "test double")
    #expect(journal.entries.isEmpty)
  }

  @Test func `Middleware and error handlers can ask for it`() async throws {
    struct Asking: Middleware {
      func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
        let database = try await request.dependency(Database.self)
        var response = try await next.respond(to: request)
        response.headers[.server] = database.name
        return response
      }
    }
    let app = application()
    app.add(middleware: Asking())
    app.get("/a") { () -> String in throw TestError() }
    app.onError(TestError.self) { _, request in try await request.dependency(Accounts.self).database.name }
    let exchange = try await InProcessClient(app).get("/a")
    #expect(exchange.text == "main")
    #expect(exchange.headers[.server] == "main")
  }

  @Test func `It may refuse the request`() async throws {
    let app = Application()
    app.providePerRequest(Accounts.self) { _ in throw HTTPError(.unauthorized) }
    app.get("/a") { (accounts: Accounts) in "a" }
    #expect(try await InProcessClient(app).get("/a").status == .unauthorized)
  }

  @Test func `What a background task adds too late is refused, not kept for ever`() async throws {
    let app = application()
    let journal = journal
    app.get("/a") { (accounts: Accounts, request: Request) in
      request.background.addTask {
        _ = Task {
          try await eventually("the end") { journal.entries.last == "end" }
          do {
            _ = try await request.dependency(Accounts.self)
          } catch {
            journal.write("\(error)")
          }
        }
      }
      return "a"
    }
    await (try InProcessClient(app)).get("/a").runBackgroundTasks()
    try await eventually("the refusal") { journal.entries.last?.contains("disposed") == true }
  }
}
