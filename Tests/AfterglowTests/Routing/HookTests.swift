import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct HookTests {
  private let journal = Journal()

  @Test func `They are called around the handler`() async throws {
    let (app, journal) = (Application(), journal)
    app.beforeRequest { request in
      journal.write("before \(request.path)")
      request.headers[.accept] = "changed"
    }
    app.afterRequest { request, response in
      journal.write("after \(response.status?.code ?? 0)")
      response.headers[.server] = "Afterglow"
    }
    app.get("/") { (request: Request) in
      journal.write("handler \(request.headers[.accept] ?? "none")")
      return "ok"
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.headers[.server] == "Afterglow")
    #expect(journal.entries == ["before /", "handler changed", "after 200"])
  }

  @Test func `What the one before throws is answered in the handler's place`() async throws {
    let (app, journal) = (Application(), journal)
    app.beforeRequest { _ in throw HTTPError(.serviceUnavailable) }
    app.get("/") { () in
      journal.write("handler")
      return "ok"
    }
    #expect(try await InProcessClient(app).get("/").status == .serviceUnavailable)
    #expect(journal.entries.isEmpty)
  }

  @Test func `The one after sees what a handler's error has become`() async throws {
    let (app, journal) = (Application(), journal)
    app.afterRequest { _, response in journal.write("after \(response.status?.code ?? 0)") }
    app.get("/") { () -> String in throw HTTPError(.conflict) }
    _ = try await InProcessClient(app).get("/")
    #expect(journal.entries == ["after 409"])
  }

  @Test func `Those of an include are for its routes alone`() async throws {
    let (app, journal) = (Application(), journal)
    app.include("/in") { level in
      level.beforeRequest { journal.write("before \($0.path)") }
      level.get("/") { "in" }
    }
    app.get("/out") { "out" }
    let client = try InProcessClient(app)
    _ = await client.get("/out")
    _ = await client.get("/in/")
    _ = await client.get("/in/nowhere")
    #expect(journal.entries == ["before /in/"])
  }
}
