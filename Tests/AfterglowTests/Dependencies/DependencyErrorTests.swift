import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite(.timeLimit(.minutes(1))) struct DependencyErrorTests {
  private struct A: Injectable {}
  private struct B: Injectable {}

  @Test func `A handler's value that nothing provides is an error before the start`() {
    let app = Application()
    app.include("/x") { $0.provide(A.self) { A() } }
    app.get("/a") { (a: A) in "a" }
    app.get("/b") { (b: Inject<B>) in "b" }
    let errors = #expect(throws: RouteDeclarationErrors.self) { _ = try app.service() }
    #expect(
      errors?.errors.map(\.reason) == [.dependencyNotProvided(type: "A"), .dependencyNotProvided(type: "B")])
    #expect(errors?.description.contains("say provide(A.self)") == true)
  }

  @Test func `An optional value need not be provided`() async throws {
    let app = Application()
    app.provide(A.self) { A() }
    app.get("/") { (a: A?, other: Inject<A>?, b: B?, another: Inject<B>?) in
      "\(a != nil) \(other != nil) \(b != nil) \(another != nil)"
    }
    #expect(try await InProcessClient(app).get("/").text == "true true false false")
  }

  @Test func `A value that is still being built when all is disposed of is disposed of as well`() async throws
  {
    let app = Application(logger: RecordedLog().logger)
    let journal = Journal()
    app.providePerRequest(A.self) { _ in
      journal.write("begun")
      try await eventually("the request is over") { journal.entries.contains("over") }
      return A()
    } dispose: { _ in
      journal.write("disposed of")
    }
    app.get("/") { (request: Request) in
      for name in ["builds", "waits"] {
        Task.detached {
          do {
            _ = try await request.dependency(A.self)
          } catch {
            journal.write("\(name): \(error is DependencyError)")
          }
        }
        try await eventually("it is begun") { journal.entries.contains("begun") }
      }
      return "ok"
    }
    _ = try await InProcessClient(app).get("/").runBackgroundTasks()
    journal.write("over")
    try await eventually("both have ended") { journal.entries.count == 5 }
    #expect(journal.entries.sorted() == ["begun", "builds: true", "disposed of", "over", "waits: true"])
  }

  @Test func `Asking for what nothing provides is an error that names it`() async throws {
    let app = Application()
    let journal = Journal()
    app.get("/a") { (request: Request) in
      do {
        _ = try await request.dependency(A.self)
      } catch let error as DependencyError {
        journal.write("\(error == .notProvided(type: "A"))")
      }
      return "a"
    }
    _ = try await InProcessClient(app).get("/a")
    #expect(journal.entries == ["true"])
  }

  @Test func `Values that need each other don't start`() async throws {
    let app = Application()
    app.provide(A.self) { dependencies in
      _ = try await dependencies[B.self]
      return A()
    }
    app.provide(B.self) { dependencies in
      _ = try await dependencies[A.self]
      return B()
    }
    let error = await #expect(throws: StartupError.self) { try await app.start() }
    #expect(error?.reason as? DependencyError == .cycle(types: ["A", "B"]))
    #expect(error?.description.hasSuffix("A -> B -> A") == true)
  }

  @Test func `Nor do they wait for each other when two begin at once`() async throws {
    let app = Application()
    let journal = Journal()
    app.providePerRequest(A.self) { request in
      journal.write("A")
      try await eventually("both") { journal.entries.count == 2 }
      _ = try await request.dependency(B.self)
      return A()
    }
    app.providePerRequest(B.self) { request in
      journal.write("B")
      try await eventually("both") { journal.entries.count == 2 }
      _ = try await request.dependency(A.self)
      return B()
    }
    app.get("/a") { (request: Request) in
      async let a = request.dependency(A.self)
      async let b = request.dependency(B.self)
      _ = try await (a, b)
      return "a"
    }
    #expect(try await InProcessClient(app).get("/a").status == .internalServerError)
  }

  @Test func `What is built per application can't be part of a request`() async throws {
    let app = Application()
    app.providePerRequest(B.self) { _ in B() }
    app.provide(A.self) { dependencies in
      _ = try await dependencies[B.self]
      return A()
    }
    let error = await #expect(throws: StartupError.self) { try await app.start() }
    #expect(error?.reason as? DependencyError == .perRequest(type: "B"))
  }

  @Test func `What had been built is disposed of when the start fails`() async throws {
    let app = Application()
    let journal = Journal()
    app.provide(A.self) {
      A()
    } dispose: { _ in
      journal.write("disposed")
    }
    app.onStartup { throw TestError() }
    await #expect(throws: StartupError.self) { try await app.start() }
    #expect(journal.entries == ["disposed"])
  }

  @Test func `One that can't be disposed of is logged, and the others' turn comes`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    let journal = Journal()
    app.provide(A.self) {
      A()
    } dispose: { _ in
      journal.write("A")
    }
    app.provide(B.self) {
      B()
    } dispose: { _ in
      throw TestError()
    }
    try await app.start()
    await #expect(throws: ShutdownError.self) { try await app.shutDown() }
    #expect(journal.entries == ["A"])
    #expect(log.lines(at: .error).map(\.metadata["type"]) == ["B"])
  }
}
