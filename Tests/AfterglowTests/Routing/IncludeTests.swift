import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct IncludeTests {
  private struct Refusal: Error {}

  private static func noting(_ entry: String, in journal: Journal) -> MiddlewareHook {
    MiddlewareHook { request, next in
      journal.write(entry)
      return try await next.respond(to: request)
    }
  }

  @Test func `The routes of an include are below its prefix, and so on inwards`() async throws {
    let app = Application()
    app.include("/api") { api in
      api.get { "api" }
      api.include("/{tenant}/users") { users in
        users.get("/{id}") { (tenant: String, id: Int) in "\(tenant) \(id)" }
      }
    }
    let client = try InProcessClient(app)
    #expect(await client.get("/api").text == "api")
    #expect(await client.get("/api/north/users/7").text == "north 7")
    #expect(await client.get("/north/users/7").status == .notFound)
    #expect(app.routes.map(\.path) == ["/api", "/api/{tenant}/users/{id}"])
  }

  @Test func `A gateway that was declared apart is served where it is added`() async throws {
    let gateway = Gateway(methods: [.get, .put], "/users/{id}") { (id: Int) in "\(id)" }
    let app = Application()
    app.add(Include("/v1", routes: [gateway]))
    app.add(gateway)
    let client = try InProcessClient(app)
    #expect(await client.get("/v1/users/7").text == "7")
    #expect(await client.send(method: .put, target: "/users/8").text == "8")
  }

  @Test func `Middleware runs from the outermost level to the route's own`() async throws {
    let app = Application()
    let journal = Journal()
    app.add(middleware: Self.noting("application", in: journal))
    app.include("/a", middleware: [Self.noting("one", in: journal), Self.noting("two", in: journal)]) {
      outer in
      outer.include("/b", middleware: [Self.noting("inner", in: journal)]) { inner in
        inner.get("/c", middleware: [Self.noting("route", in: journal)]) {
          journal.write("handler")
          return "ok"
        }
      }
    }
    _ = try await InProcessClient(app).get("/a/b/c")
    #expect(journal.entries == ["application", "one", "two", "inner", "route", "handler"])
  }

  @Test func `Middleware of an include doesn't run for the routes beside it`() async throws {
    let app = Application()
    let journal = Journal()
    app.include("/a", middleware: [Self.noting("include", in: journal)]) { $0.get("/x") { "x" } }
    app.get("/a/y") { "y" }
    let client = try InProcessClient(app)
    #expect(await client.get("/a/y").text == "y")
    #expect(await client.get("/a/z").status == .notFound)
    #expect(journal.entries == [])
  }

  @Test func `Middleware of an include sees the automatic answer to OPTIONS`() async throws {
    let app = Application()
    let journal = Journal()
    app.include("/a", middleware: [Self.noting("include", in: journal)]) { $0.get("/x") { "x" } }
    let exchange = try await InProcessClient(app).send(method: .options, target: "/a/x")
    #expect(exchange.headers[.allow] == "GET, HEAD, OPTIONS")
    #expect(journal.entries == ["include"])
  }

  @Test func `Middleware of an include finds the path's values`() async throws {
    let app = Application()
    let hook = MiddlewareHook { request, next in
      guard request.pathParameters["tenant"] == "north" else { throw HTTPError(.forbidden) }
      return try await next.respond(to: request)
    }
    app.include("/{tenant}", middleware: [hook]) { $0.get("/x") { (tenant: String) in tenant } }
    let client = try InProcessClient(app)
    #expect(await client.get("/north/x").text == "north")
    #expect(await client.get("/south/x").status == .forbidden)
  }

  @Test func `An error is answered by the innermost level that knows it`() async throws {
    let app = Application()
    app.onError((any Error).self) { _, _ in "application" }
    app.include("/a") { outer in
      outer.onError(Refusal.self) { _, _ in "outer" }
      outer.get("/x") { () -> String in throw Refusal() }
      outer.include("/b") { inner in
        inner.onError(TestError.self) { _, _ in "inner" }
        inner.get("/x") { () -> String in throw Refusal() }
        inner.get("/y") { () -> String in throw TestError() }
      }
    }
    app.get("/x") { () -> String in throw Refusal() }
    let client = try InProcessClient(app)
    #expect(await client.get("/a/b/y").text == "inner")
    #expect(await client.get("/a/b/x").text == "outer")
    #expect(await client.get("/a/x").text == "outer")
    #expect(await client.get("/x").text == "application")
  }

  @Test func `What an include's middleware throws is answered on its level, inside the outer middleware`()
    async throws
  {
    let app = Application()
    app.add(
      middleware: MiddlewareHook { request, next in
        var response = try await next.respond(to: request)
        response.headers[.server] = "seen"
        return response
      })
    app.include("/a", middleware: [MiddlewareHook { _, _ in throw Refusal() }]) { include in
      include.onError(Refusal.self) { _, _ in HTTPResponse.Status.conflict }
      include.get("/x") { "x" }
    }
    let exchange = try await InProcessClient(app).get("/a/x")
    #expect(exchange.status == .conflict)
    #expect(exchange.headers[.server] == "seen")
  }

  @Test func `The tasks of the levels run before those of the handler, the outermost first`() async throws {
    let journal = Journal()
    let app = Application(background: BackgroundTask(journal.write, "application", name: "application"))
    app.include("/a", background: BackgroundTask(journal.write, "include", name: "include")) { include in
      include.get("/x", background: BackgroundTask(journal.write, "handler", name: "handler")) {
        Response.text("x", background: BackgroundTask(journal.write, "response", name: "response"))
      }
      include.get("/y") { () -> String in throw TestError() }
    }
    let client = try InProcessClient(app)
    let exchange = await client.get("/a/x")
    #expect(exchange.backgroundTaskNames == ["application", "include", "handler", "response"])
    let failed = await client.get("/a/y")
    #expect(failed.backgroundTaskNames == [])
  }

  @Test func `The tasks of the levels don't run for HEAD`() async throws {
    let app = Application()
    app.include("/a", background: BackgroundTask(name: "include") {}) { $0.get("/x") { "x" } }
    let exchange = try await InProcessClient(app).send(method: .head, target: "/a/x")
    #expect(exchange.status == .ok)
    #expect(exchange.backgroundTaskNames == [])
  }
}
