import AfterglowTesting
import FastCGI
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import Afterglow

/// `--request-timeout`, over FastCGI and with one worker, so that one which came to grief would show at the next request.
@Suite(.timeLimit(.minutes(1))) struct RequestTimeoutTests {
  private let journal = Journal()
  private let log = RecordedLog()
  private let app: Application

  init() {
    app = Application(logger: log.logger)
    app.get("/next") { "next" }
  }

  @Test func `a handler that ends with its cancellation is answered 503 and logged, and no task runs`()
    async throws
  {
    app.get("/slow", background: journal.task("task")) { () -> String in
      try await Task.sleep(for: .seconds(60))
      return "ok"
    }
    try await serving { client in
      let response = try await client.send(target: "/slow", extraParams: [("REQUEST_ID", "slow-1")])
      #expect(response.status == .serviceUnavailable)
      #expect(response.text == #"{"detail":"The request took too long."}"#)
    }
    #expect(journal.entries == [])
    let line = try #require(log.lines(at: .warning).first { $0.message.contains("time-out") })
    #expect(line.metadata["request-id"] == "slow-1")
    #expect(line.metadata["method"] == "GET")
    #expect(line.metadata["path"] == "/slow")
    #expect(line.metadata["timeout"] == "1.0 seconds")
  }

  @Test func `a handler that throws its own error after the time-out is answered 503`() async throws {
    app.get("/slow") { () -> String in
      try? await Task.sleep(for: .seconds(60))
      throw HTTPError(.conflict, detail: "too late")
    }
    try await serving { client in
      let response = try await client.get("/slow")
      #expect(response.status == .serviceUnavailable)
    }
  }

  @Test func `a handler that finishes in time keeps its response and tasks, and nothing is logged`()
    async throws
  {
    app.get("/", background: journal.task("task")) { () -> String in
      try await Task.sleep(for: .milliseconds(20))
      return "in time"
    }
    try await serving(timeout: .seconds(30)) { client in
      let response = try await client.get("/")
      #expect(response.text == "in time")
    }
    #expect(journal.entries == ["task"])
    #expect(!log.lines.contains { $0.message.contains("time-out") })
  }

  @Test func `an error in time is not taken for the time-out`() async throws {
    app.get("/") { () -> String in throw HTTPError(.conflict, detail: "no") }
    try await serving(timeout: .seconds(30)) { client in
      let response = try await client.get("/")
      #expect(response.status == .conflict)
    }
  }

  @Test func `a handler that ignores its cancellation and returns keeps its response and tasks`()
    async throws
  {
    app.get("/", background: journal.task("task")) { () -> String in
      try? await Task.sleep(for: .seconds(60))
      return Task.isCancelled ? "cancelled" : "slept"
    }
    try await serving { client in
      let response = try await client.get("/")
      #expect(response.text == "cancelled")
    }
    #expect(journal.entries == ["task"])
    #expect(log.lines(at: .warning).contains { $0.message.contains("time-out") })
  }

  @Test func `the tasks have all the time they want and are not cancelled`() async throws {
    let journal = journal
    let task = BackgroundTask(name: "long") {
      try? await Task.sleep(for: .milliseconds(1500))
      journal.write(Task.isCancelled ? "cancelled" : "done")
    }
    app.get("/", background: task) { "ok" }
    try await serving { client in
      let response = try await client.get("/")
      #expect(response.text == "ok")
    }
    #expect(journal.entries == ["done"])
  }

  @Test func `a stream that is cut is broken off, so that nobody takes it for the whole`() async throws {
    app.get("/", background: journal.task("task")) { () in
      Response(
        body: .stream { writer in
          try writer.write("part")
          try await Task.sleep(for: .seconds(60))
        })
    }
    try await serving(timeout: .seconds(1)) { client in
      let response = try? await client.get("/")
      #expect(response == nil)
    }
    #expect(journal.entries == [])
  }

  @Test func `a stream that moves is not cut, however long it takes`() async throws {
    app.get("/", background: journal.task("task")) { () in
      Response(
        body: .stream { writer in
          for _ in 0..<30 {
            try writer.write("piece ")
            try await Task.sleep(for: .milliseconds(100))
          }
        })
    }
    try await serving(timeout: .seconds(1)) { client in
      let response = try await client.get("/")
      #expect(response.text == String(repeating: "piece ", count: 30))
    }
    #expect(journal.entries == ["task"])
    #expect(!log.lines.contains { $0.message.contains("time-out") })
  }

  @Test(arguments: [false, true])
  func `a client that takes its time over a response gets it whole`(isStream: Bool) async throws {
    let whole = [UInt8](repeating: 0x72, count: 8_000_000)
    app.get("/", background: journal.task("task")) { () in
      isStream ? Response(body: .stream { try $0.write(whole) }) : Response(body: .bytes(whole))
    }
    try await serving(timeout: .milliseconds(500)) { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      try await connection.beginRequest()
      try await connection.sendParams(client.params(method: .get, target: "/"))
      try await connection.finishParams()
      try await connection.finishStdin()
      // The sockets hold less than the response, so that the handler's time passes within one write.
      try await Task.sleep(for: .seconds(1))
      let response = try await connection.receiveResponse()
      #expect(response.body.count == whole.count)
    }
    #expect(journal.entries == ["task"])
    #expect(!log.lines.contains { $0.message.contains("time-out") })
  }

  @Test func `it counts in process as behind a web server`() async throws {
    app.get("/slow", background: journal.task("task")) { () -> String in
      try await Task.sleep(for: .seconds(60))
      return "ok"
    }
    let service = try await app.startInProcess(requestTimeout: .milliseconds(100))
    let exchange = await service.answer(
      params: RequestParams([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/slow")]), body: [])
    #expect(exchange.status == .serviceUnavailable)
    #expect(exchange.backgroundTaskNames == [])
    #expect(log.lines(at: .warning).contains { $0.message.contains("time-out") })
  }

  @Test func `a stream that has sent nothing yet is answered 503`() async throws {
    app.get("/", background: journal.task("task")) { () in
      Response(body: .stream { _ in try await Task.sleep(for: .seconds(60)) })
    }
    try await serving { client in
      let response = try await client.get("/")
      #expect(response.status == .serviceUnavailable)
      #expect(response.text == #"{"detail":"The request took too long."}"#)
      #expect(response.headers[.requestID] != nil)
    }
    #expect(journal.entries == [])
  }

  @Test func `a handler that waits for its body is freed`() async throws {
    app.post("/") { (request: Request) in "never" }
    try await serving { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      try await connection.beginRequest()
      try await connection.sendParams(client.params(method: .post, target: "/", contentLength: 10))
      try await connection.finishParams()
      try await connection.sendStdin([1, 2, 3])
      let response = try await connection.receiveResponse(within: .seconds(5))
      #expect(response.status == .serviceUnavailable)
    }
  }

  @Test func `a handler that takes its body in pieces is freed`() async throws {
    app.post("/", background: journal.task("task")) { (body: BodyStream) in
      while try body.nextChunk() != nil { try? await Task.sleep(for: .milliseconds(20)) }
      return "never"
    }
    try await serving { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      try await connection.beginRequest()
      try await connection.sendParams(client.params(method: .post, target: "/"))
      try await connection.finishParams()
      try await connection.sendStdin([1, 2, 3])
      let response = try await connection.receiveResponse(within: .seconds(5))
      #expect(response.status == .serviceUnavailable)
    }
    #expect(journal.entries == [])
  }

  /// Runs a closure with the application served with a time-out, and sees that it serves on.
  private func serving(
    timeout: Duration = .seconds(1), _ body: (FastCGIClient) async throws -> Void
  ) async throws {
    try await ServedApplication.serve(app, limits: RequestLimits(timeout: timeout)) { client in
      try await body(client)
      let next = try await client.get("/next")
      #expect(next.text == "next")
    }
  }
}
