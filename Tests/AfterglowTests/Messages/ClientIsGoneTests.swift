import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

@testable import Afterglow

/// Handlers that ask whether their client still waits.
@Suite(.timeLimit(.minutes(1))) struct ClientIsGoneTests {
  private let journal = Journal()
  private let app = Application(logger: RecordedLog().logger)

  @Test func `a handler with much to do learns that its client has gone`() async throws {
    let journal = journal
    app.get("/") { (request: Request) in
      journal.write("\(request.clientIsGone)")
      try await eventually("the close") { request.clientIsGone }
      journal.write("gave up")
      return "nobody"
    }
    try await goingAway()
    try await eventually("the end") { journal.entries == ["false", "gave up"] }
  }

  @Test func `a stream that is waiting for something learns of it without a write, and its tasks run`()
    async throws
  {
    let journal = journal
    app.get("/", background: journal.task("task")) { () in
      Response(
        body: .stream { writer in
          try writer.write("part")
          journal.write("\(writer.clientIsGone)")
          try await eventually("the close") { writer.clientIsGone }
          throw CancellationError()
        })
    }
    try await goingAway()
    try await eventually("the task") { journal.entries == ["false", "task"] }
  }

  @Test func `in a test in process the client waits`() async throws {
    app.get("/") { (request: Request) in "\(request.clientIsGone)" }
    let service = try await app.startInProcess()
    let params = RequestParams([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")])
    let exchange = await service.answer(params: params, body: [])
    #expect(exchange.body == Array("false".utf8))
  }

  /// Sends a request, and closes the connection when its handler has begun.
  private func goingAway() async throws {
    try await ServedApplication.serve(app) { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      try await connection.beginRequest()
      try await connection.sendParams(client.params(method: .get, target: "/"))
      try await connection.finishParams()
      try await connection.finishStdin()
      try await eventually("the handler") { !journal.entries.isEmpty }
      await connection.close()
    }
  }
}
