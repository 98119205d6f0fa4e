@testable import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite(.timeLimit(.minutes(1))) struct EventStreamTests {
  private let journal = Journal()

  private func begin(_ client: FastCGIClient, headers: HTTPFields = [:]) async throws -> FastCGIConnection {
    let connection = try await FastCGIConnection.connect(to: client.address)
    try await connection.beginRequest()
    try await connection.sendParams(client.params(method: .get, target: "/", headers: headers))
    try await connection.finishParams()
    try await connection.finishStdin()
    return connection
  }

  @Test func `a stream has the header fields that keep it from being held up`() async throws {
    let app = Application()
    app.get("/") { () in Response.events(heartbeat: nil) { try $0.send(data: "a") } }
    let exchange = await (try InProcessClient(app)).get("/")
    #expect(exchange.status == .ok)
    #expect(exchange.headers[.contentType] == "text/event-stream")
    #expect(exchange.headers[.cacheControl] == "no-cache")
    #expect(exchange.headers[.accelBuffering] == "no")
    #expect(exchange.headers[.contentLength] == nil)
    #expect(exchange.text == "data: a\n\n")
  }

  @Test func `events come from a writer, as JSON and as comments`() async throws {
    let app = Application()
    app.get("/") { () in
      Response.events(heartbeat: nil) { events in
        try events.send(ServerSentEvent(data: "a", event: "x", id: "1"))
        try events.send(json: ["b": 2], event: "y", id: "2")
        try events.comment("c\nd")
        try events.send(data: "e")
      }
    }
    let text = await (try InProcessClient(app)).get("/").text
    #expect(text == "event: x\nid: 1\ndata: a\n\nevent: y\nid: 2\ndata: {\"b\":2}\n\n: c\n: d\n\ndata: e\n\n")
  }

  @Test func `events come from a sequence`() async throws {
    let app = Application()
    app.get("/") { () in
      Response.events(
        AsyncStream { continuation in
          for number in 1...3 { continuation.yield(ServerSentEvent(data: "\(number)")) }
          continuation.finish()
        })
    }
    #expect(await (try InProcessClient(app)).get("/").text == "data: 1\n\ndata: 2\n\ndata: 3\n\n")
  }

  @Test func `the head is there before the first event, and each event before the next`() async throws {
    let gate = journal
    let app = Application()
    app.get("/") { () in
      Response.events(heartbeat: nil) { events in
        for number in 1...3 {
          try await eventually("event \(number) is asked for", within: .seconds(30)) {
            gate.entries.count >= number
          }
          try events.send(data: "\(number)")
        }
      }
    }
    try await ServedApplication.serve(app) { client in
      let connection = try await begin(client)
      let head = try await connection.receiveStdout(endingWith: "\r\n\r\n")
      #expect(head.contains("Content-Type: text/event-stream\r\n"))
      for number in 1...3 {
        gate.write("next")
        #expect(try await connection.receiveStdout(endingWith: "\n\n") == "data: \(number)\n\n")
      }
      #expect(try await connection.receiveOutput().protocolStatus == .requestComplete)
    }
  }

  @Test func `the client's last event is known when it connects again`() async throws {
    let app = Application()
    app.get("/") { (request: Request) in
      Response.events(heartbeat: nil) { try $0.send(data: request.lastEventID ?? "none") }
    }
    let client = try InProcessClient(app)
    let name = try #require(HTTPField.Name("Last-Event-ID"))
    #expect(await client.get("/", headers: [name: "7"]).text == "data: 7\n\n")
    #expect(await client.get("/").text == "data: none\n\n")
  }

  @Test func `a heartbeat comes while there is nothing to tell`() async throws {
    let gate = journal
    let app = Application()
    app.get("/") { () in
      Response.events(heartbeat: .milliseconds(1)) { events in
        try await eventually("the heartbeat has been seen", within: .seconds(30)) { gate.entries == ["seen"] }
        try events.send(data: "end")
      }
    }
    try await ServedApplication.serve(app) { client in
      let connection = try await begin(client)
      _ = try await connection.receiveStdout(endingWith: ": \n\n")
      gate.write("seen")
      let rest = String(decoding: try await connection.receiveOutput().stdout, as: UTF8.self)
      #expect(rest.contains("data: end\n\n"))
    }
  }

  @Test func `a client that has gone is noticed by the heartbeat, and the tasks run`() async throws {
    let journal = journal
    let app = Application(logger: RecordedLog().logger)
    app.get("/", background: journal.task("task")) { () in
      Response.events(heartbeat: .milliseconds(1)) { events in
        defer { journal.write("ended") }
        try await Task.sleep(for: .seconds(3600))
      }
    }
    try await ServedApplication.serve(app) { client in
      let connection = try await begin(client)
      _ = try await connection.receiveStdout(endingWith: "\r\n\r\n")
      await connection.reset()
      try await eventually("the task has run", within: .seconds(30)) { journal.entries == ["ended", "task"] }
    }
  }

  @Test func `an error of the closure's breaks the stream off, and no task runs`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.get("/", background: journal.task("task")) { () in
      Response.events { events in
        try events.send(data: "a")
        try events.send(data: "b", id: "1\n2")
      }
    }
    try await ServedApplication.serve(app) { client in
      await #expect(throws: (any Error).self) { try await client.get("/") }
      try await eventually("the failure is logged", within: .seconds(30)) {
        log.lines(at: .error).contains { "\($0.metadata)".contains("An event's id can't be") }
      }
    }
    #expect(journal.entries.isEmpty)
  }

  @Test func `a stream ends in good order when its time is up`() async throws {
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { () in
      Response.events { events in
        try events.send(data: "a")
        try await Task.sleep(for: .seconds(3600))
      }
    }
    let event = "data: a\n\n"
    var response: FastCGIResponse?
    // On a busy machine a short time may be up before the event has been sent.
    for timeout in [Duration.milliseconds(200), .seconds(2), .seconds(20)] where response?.text != event {
      response = try await ServedApplication.serve(app, limits: RequestLimits(timeout: timeout)) { client in
        try await FastCGIClient(address: client.address, timeout: .seconds(30)).get("/")
      }
    }
    #expect(response?.status == .ok)
    #expect(response?.text == event)
    #expect(response?.protocolStatus == .requestComplete)
  }

  @Test func `HEAD produces no event`() async throws {
    let journal = journal
    let app = Application()
    app.get("/") { () in Response.events { _ in journal.write("produced") } }
    let exchange = await (try InProcessClient(app)).send(method: .head, target: "/")
    #expect(exchange.headers[.contentType] == "text/event-stream")
    #expect(exchange.body.isEmpty)
    #expect(journal.entries.isEmpty)
  }
}

extension FastCGIConnection {
  /// Receives stdout, record by record, until it ends with a text.
  fileprivate func receiveStdout(endingWith end: String) async throws -> String {
    var received = ""
    while !received.utf8.suffix(end.utf8.count).elementsEqual(end.utf8) {
      let record = try await receiveRecord()
      guard record.type == .stdout, !record.content.isEmpty else { throw TestError() }
      received += String(decoding: record.content, as: UTF8.self)
    }
    return received
  }
}
