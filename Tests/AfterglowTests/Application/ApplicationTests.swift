import AfterglowTesting
import FastCGI
import HTTPTypes
import Logging
import Testing

@testable import Afterglow

@Suite struct ApplicationTests {
  private let journal = Journal()

  @Test func `what is done at the start is done in the order of the calls`() async throws {
    let app = Application()
    let journal = journal
    app.onStartup { await journal.writeAsynchronously("one") }
    app.onStartup { journal.write("two") }
    try await app.start()
    #expect(journal.entries == ["one", "two"])
  }

  @Test func `a start that throws goes no further`() async throws {
    let app = Application()
    let journal = journal
    app.onStartup { throw TestError() }
    app.onStartup { journal.write("two") }
    await #expect(throws: StartupError.self) { try await app.start() }
    #expect(journal.entries.isEmpty)
  }

  @Test func `routes are listed in the order of their declaration`() {
    let app = Application()
    app.post("/b") { "ok" }
    app.get("/a") { "ok" }
    #expect(app.routes.map(\.path) == ["/b", "/a"])
    #expect(app.routes.map(\.methods) == [[.post], [.get]])
  }

  @Test func `a service is what has been declared until then`() async throws {
    let app = Application()
    app.get("/a") { "ok" }
    let before = try InProcessClient(app)
    app.get("/b") { "ok" }
    let after = try InProcessClient(app)
    #expect(await before.get("/b").status == .notFound)
    #expect(await after.get("/b").status == .ok)
  }

  @Test func `the level to log at is the service's own`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.get("/") { (request: Request) in
      request.logger.info("info")
      request.logger.warning("warning")
      return "ok"
    }
    let service = try app.service(logLevel: .warning)
    _ = await service.answer(
      params: RequestParams([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")]), body: [])
    #expect(log.lines.map(\.message) == ["warning"])
  }

  @Test func `the context of a request is there while it is served, and not before or after`() async throws {
    let app = Application()
    app.get("/") { RequestContext.current?.requestID ?? "none" }
    let client = try InProcessClient(app)
    #expect(RequestContext.current == nil)
    #expect(await client.send(target: "/", extraParams: [("REQUEST_ID", "id-1")]).text == "id-1")
    #expect(RequestContext.current == nil)
  }

  @Test func `a handler's results of each kind are responses`() async throws {
    let app = Application()
    app.get("/text") { "grün" }
    app.get("/status") { HTTPResponse.Status.noContent }
    app.get("/array") { [1, 2] }
    app.get("/dictionary") { ["b": 1, "a": 2] }
    app.get("/json") { JSONResponse(["path": "/a"], headers: [.contentType: "application/problem+json"]) }
    let client = try InProcessClient(app)
    let text = await client.get("/text")
    #expect(text.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(text.text == "grün")
    #expect(await client.get("/status").status == .noContent)
    #expect(await client.get("/array").text == "[1,2]")
    #expect(await client.get("/dictionary").text == #"{"a":2,"b":1}"#)
    #expect(await client.get("/dictionary").headers[.contentType] == "application/json")
    let json = await client.get("/json")
    #expect(json.text == #"{"path":"/a"}"#)
    #expect(json.headers[values: .contentType] == ["application/problem+json"])
  }
}
