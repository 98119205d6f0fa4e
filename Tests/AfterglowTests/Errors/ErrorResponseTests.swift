import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct ErrorResponseTests {
  private struct Secret: Error { let password = "hunter2" }

  private let log = RecordedLog()

  private func answer(_ handler: @escaping @Sendable () throws -> Response) async throws -> InProcessExchange
  {
    let app = Application(logger: log.logger)
    app.get("/a", handler)
    return try await InProcessClient(app).send(target: "/a?b=c", extraParams: [("REQUEST_ID", "id-1")])
  }

  @Test func `an HTTPError is the response: status, detail and header fields`() async throws {
    let exchange = try await answer {
      throw HTTPError(.unauthorized, detail: "Who are you?", headers: [.wwwAuthenticate: "Basic"])
    }
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == "Basic")
    #expect(exchange.headers[.contentType] == "application/json")
    #expect(exchange.text == #"{"detail":"Who are you?"}"#)
    #expect(log.lines(at: .error).isEmpty)
  }

  @Test func `an HTTPError without a detail has its status's reason`() async throws {
    let exchange = try await answer { throw HTTPError(.gone) }
    #expect(exchange.text == #"{"detail":"Gone"}"#)
  }

  @Test func `an unexpected error is a 500 that says nothing of the inside`() async throws {
    let exchange = try await answer { throw Secret() }
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
    #expect(!exchange.headers.contains { $0.value.contains("hunter2") })
  }

  @Test func `the log has an unexpected error with the request's id, method and path`() async throws {
    _ = try await answer { throw Secret() }
    let line = try #require(log.lines(at: .error).first)
    #expect(line.metadata["request-id"] == "id-1")
    #expect(line.metadata["method"] == "GET")
    #expect(line.metadata["path"] == "/a")
    #expect(line.metadata["error"]?.description.contains("hunter2") == true)
    #expect(log.lines(at: .error).count == 1)
  }

  @Test func `a value that can't be encoded is a 500`() async throws {
    let exchange = try await answer { Response(["number": Double.infinity]) }
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
    #expect(log.lines(at: .error).count == 1)
  }

  @Test func `a value of middleware's that can't be encoded is the same`() async throws {
    let app = Application(logger: log.logger)
    app.add(middleware: MiddlewareHook { _, _ in Response(["number": Double.infinity]) })
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
    #expect(log.lines(at: .error).count == 1)
  }

  @Test func `no value is a 404`() async throws {
    let app = Application()
    app.get("/{name}") { (name: String) -> String? in name == "ada" ? "found" : nil }
    let client = try InProcessClient(app)
    #expect(await client.get("/ada").text == "found")
    let missing = await client.get("/eve")
    #expect(missing.status == .notFound)
    #expect(missing.text == #"{"detail":"Not Found"}"#)
  }

  @Test func `a body that is over the limit is a 413 that names it`() async throws {
    let app = Application()
    app.post("/") { "ok" }
    let client = try InProcessClient(app, maxBodySize: 3)
    #expect(await client.post("/", json: "{ }").status == .created)
    let exchange = await client.post("/", json: "{  }")
    #expect(exchange.status == .contentTooLarge)
    #expect(exchange.text == #"{"detail":"The request body is larger than the 3 bytes allowed."}"#)
  }

  @Test func `reading a body in two ways is the programmer's mistake, so a 500`() async throws {
    let app = Application(logger: log.logger)
    app.post("/") { (request: Request) -> String in
      _ = try request.body.nextChunk()
      return "\(try request.body.collect().count)"
    }
    #expect(try await InProcessClient(app).post("/", json: "{}").status == .internalServerError)
    #expect(log.lines(at: .error).count == 1)
  }
}
