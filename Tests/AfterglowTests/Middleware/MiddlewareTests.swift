import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct MiddlewareTests {
  private let journal = Journal()

  private func noting(_ name: String) -> MiddlewareHook {
    let journal = journal
    return MiddlewareHook { request, next in
      journal.write("\(name) in")
      let response = try await next.respond(to: request)
      journal.write("\(name) out \(response.status?.code ?? 0)")
      return response
    }
  }

  @Test func `what was added first is outermost`() async throws {
    let app = Application()
    let journal = journal
    app.add(middleware: noting("outer"))
    app.add(middleware: noting("inner"))
    app.get("/") { () in
      journal.write("handler")
      return "ok"
    }
    _ = try await InProcessClient(app).get("/")
    #expect(journal.entries == ["outer in", "inner in", "handler", "inner out 200", "outer out 200"])
  }

  @Test func `it sees requests that no route answers, with the response they get`() async throws {
    let app = Application()
    app.add(middleware: noting("it"))
    app.get("/fails") { () -> String in throw HTTPError(.conflict) }
    let client = try InProcessClient(app)
    _ = await client.get("/nowhere")
    _ = await client.get("/fails")
    #expect(journal.entries == ["it in", "it out 404", "it in", "it out 409"])
  }

  @Test func `the handler sees the header fields that it changed`() async throws {
    let app = Application()
    app.add(
      middleware: MiddlewareHook { request, next in
        var request = request
        request.headers[.acceptLanguage] = "de"
        request.headers[.userAgent] = nil
        return try await next.respond(to: request)
      })
    app.get("/") { (request: Request) in
      ["acceptLanguage", "userAgent", "accept"].map { name in
        switch name {
        case "acceptLanguage": request.headers[.acceptLanguage] ?? "none"
        case "userAgent": request.headers[.userAgent] ?? "none"
        default: request.headers[.accept] ?? "none"
        }
      }
    }
    let exchange = try await InProcessClient(app).get(
      "/", headers: [.acceptLanguage: "en", .userAgent: "test", .accept: "*/*"])
    #expect(exchange.text == #"["de","none","*/*"]"#)
  }

  @Test func `what it changes in a request is not seen by the middleware around it`() async throws {
    let app = Application()
    let journal = journal
    app.add(
      middleware: MiddlewareHook { request, next in
        let response = try await next.respond(to: request)
        journal.write(request.headers[.accept] ?? "none")
        return response
      })
    app.add(
      middleware: MiddlewareHook { request, next in
        var request = request
        request.headers[.accept] = "changed"
        return try await next.respond(to: request)
      })
    app.get("/") { "ok" }
    _ = try await InProcessClient(app).get("/")
    #expect(journal.entries == ["none"])
  }

  @Test func `it may answer itself, and the handler is not called`() async throws {
    let app = Application()
    let journal = journal
    app.add(middleware: MiddlewareHook { _, _ in Response.text("closed", status: .serviceUnavailable) })
    app.add(middleware: noting("inner"))
    app.get("/", background: journal.task("task")) { () in
      journal.write("handler")
      return "ok"
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .serviceUnavailable)
    #expect(exchange.text == "closed")
    await exchange.runBackgroundTasks()
    #expect(journal.entries.isEmpty)
  }

  @Test func `it may change the response`() async throws {
    let app = Application()
    app.add(
      middleware: MiddlewareHook { request, next in
        var response = try await next.respond(to: request)
        response.status = .accepted
        response.headers[.server] = "Afterglow"
        response.body = .text("changed")
        return response
      })
    app.get("/") { "ok" }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .accepted)
    #expect(exchange.headers[.server] == "Afterglow")
    #expect(exchange.text == "changed")
  }

  @Test func `what it throws is a response as if a handler had thrown it`() async throws {
    let app = Application(logger: RecordedLog().logger)
    app.add(
      middleware: MiddlewareHook { request, next in
        if request.query == "http" { throw HTTPError(.forbidden, detail: "no") }
        throw TestError()
      })
    let client = try InProcessClient(app)
    #expect(await client.get("/?http").text == #"{"detail":"no"}"#)
    #expect(await client.get("/?http").status == .forbidden)
    #expect(await client.get("/").text == #"{"detail":"Internal Server Error"}"#)
  }

  @Test func `it may give the handler another logger`() async throws {
    let log = RecordedLog()
    let app = Application(logger: RecordedLog().logger)
    app.add(
      middleware: MiddlewareHook { request, next in
        var request = request
        request.logger = log.logger
        return try await next.respond(to: request)
      })
    app.get("/") { (request: Request) in
      request.logger.info("handled")
      return "ok"
    }
    _ = try await InProcessClient(app).send(target: "/", extraParams: [("REQUEST_ID", "id-1")])
    #expect(log.lines.map(\.message) == ["handled"])
    #expect(log.lines.first?.metadata["request-id"] == "id-1")
  }
}
