import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct BodyStreamTests {
  private let journal = Journal()

  /// Writes how much it has of the body, and answers with the sum.
  private func app() -> Application {
    let app = Application(logger: RecordedLog().logger)
    let journal = journal
    app.put("/", background: journal.task("task")) { (body: BodyStream) in
      journal.write("called for \(body.declaredLength ?? -1)")
      var count = 0
      while let chunk = try body.nextChunk() {
        count += chunk.count
        journal.write("\(count)")
      }
      return "\(count)"
    }
    return app
  }

  private func begin(_ client: FastCGIClient, contentLength: Int?) async throws -> FastCGIConnection {
    let connection = try await FastCGIConnection.connect(to: client.address)
    try await connection.beginRequest()
    try await connection.sendParams(client.params(method: .put, target: "/", contentLength: contentLength))
    try await connection.finishParams()
    return connection
  }

  @Test func `the handler is called, and has a piece, before the whole body is there`() async throws {
    try await ServedApplication.serve(app()) { client in
      let connection = try await begin(client, contentLength: 20_001)
      try await eventually("the handler is called") { journal.entries.first == "called for 20001" }
      try await connection.sendStdin([UInt8](repeating: 1, count: 20_000))
      try await eventually("a piece is read") { (journal.entries.last.flatMap { Int($0) } ?? 0) > 8000 }
      try await connection.sendStdin([2])
      try await connection.finishStdin()
      #expect(try await connection.receiveResponse().text == "20001")
    }
  }

  @Test func `a streamed body without a declared length is read to its end`() async throws {
    try await ServedApplication.serve(app()) { client in
      let connection = try await begin(client, contentLength: nil)
      try await connection.sendStdin([1, 2, 3])
      try await connection.finishStdin()
      #expect(try await connection.receiveResponse().text == "3")
    }
  }

  @Test(arguments: [(1000, 200), (1001, 413)])
  func `the limit holds for a stream`(count: Int, status: Int) async throws {
    let exchange = try await InProcessClient(app(), maxBodySize: 1000).send(
      method: .put, target: "/", body: [UInt8](repeating: 0, count: count),
      extraParams: [("CONTENT_LENGTH", "")])
    #expect(exchange.status.code == status)
    #expect(exchange.backgroundTaskNames == (status == 200 ? ["task"] : []))
  }

  @Test(arguments: [("3", 200), ("2", 400), ("4", 400)])
  func `a stream that is not as long as declared is a 400, and its tasks do not run`(
    declared: String, status: Int
  ) async throws {
    let exchange = try await InProcessClient(app()).send(
      method: .put, target: "/", body: [1, 2, 3], extraParams: [("CONTENT_LENGTH", declared)])
    #expect(exchange.status.code == status)
    #expect(exchange.backgroundTaskNames == (status == 200 ? ["task"] : []))
  }

  @Test func `a handler that takes no stream is not called before the whole body is there`() async throws {
    let app = Application(logger: RecordedLog().logger)
    let journal = journal
    app.put("/") { () in
      journal.write("called")
      return "ok"
    }
    try await ServedApplication.serve(app) { client in
      let connection = try await begin(client, contentLength: 3)
      try await connection.sendStdin([1, 2])
      try await connection.shutdownWriting()
      try await connection.receiveEndOfStreamOrRecords()
      #expect(journal.entries.isEmpty)
    }
  }

  @Test func `a web server that goes away in the midst of a stream ends the request without its tasks`()
    async throws
  {
    let app = app()
    app.get("/next") { "ok" }
    try await ServedApplication.serve(app) { client in
      let connection = try await begin(client, contentLength: 20_000)
      try await connection.sendStdin([UInt8](repeating: 1, count: 10_000))
      try await eventually("a piece is read") { (journal.entries.last.flatMap { Int($0) } ?? 0) > 8000 }
      await connection.reset()
      #expect(try await client.get("/next").text == "ok")
    }
    #expect(!journal.entries.contains("task"))
  }
}

extension FastCGIConnection {
  /// Reads whatever comes until the peer closes.
  fileprivate func receiveEndOfStreamOrRecords() async throws {
    while true {
      do throws(ConnectionError) {
        _ = try await receiveRecord()
      } catch {
        guard error.reason == .endOfStream || error.reason == .reset else { throw error }
        return
      }
    }
  }
}
