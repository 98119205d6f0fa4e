import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

/// A request in process lives as one behind a web server does.
@Suite struct InProcessLifeTests {
  private let log = RecordedLog()
  private let app: Application

  init() {
    app = Application(logger: log.logger)
  }

  @Test func `a stream that throws before its first byte is a 500`() async throws {
    app.get("/") { () in Response(body: .stream { _ in throw TestError() }) }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.bodyError == nil)
    #expect(log.lines(at: .error).contains { $0.message.contains("Producing a response's body failed") })
  }

  @Test func `a stream that throws in its midst breaks off, is logged, and its tasks do not run`()
    async throws
  {
    app.get("/", background: BackgroundTask(name: "never") {}) { () in
      Response(
        body: .stream { writer in
          try writer.write("part")
          throw TestError()
        })
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.text == "part")
    #expect(exchange.bodyError is TestError)
    #expect(exchange.backgroundTaskNames == [])
    let line = try #require(log.lines(at: .error).first)
    #expect(line.metadata["tasks-not-run"] == .array(["never"]))
  }

  @Test func `a body without a type has one on its way out`() async throws {
    app.get("/bytes") { () in Response(body: .bytes([60, 98, 62])) }
    app.get("/text") { () in Response(body: .text("<b>")) }
    app.get("/stream") { () in Response(body: .stream { try $0.write("<b>") }) }
    app.get("/empty") { () in Response() }
    app.get("/typed") { () in Response(headers: [.contentType: "text/html"], body: .text("<b>")) }
    let client = try InProcessClient(app)
    #expect(await client.get("/bytes").headers[.contentType] == "application/octet-stream")
    #expect(await client.get("/text").headers[.contentType] == "text/plain; charset=utf-8")
    #expect(await client.get("/stream").headers[.contentType] == "application/octet-stream")
    #expect(await client.get("/empty").headers[.contentType] == nil)
    #expect(await client.get("/typed").headers[.contentType] == "text/html")
  }
}
