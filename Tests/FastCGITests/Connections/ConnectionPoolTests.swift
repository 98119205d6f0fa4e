import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// Connections belong to the process: what its workers are at keeps no connection from a worker that is free.
@Suite(.timeLimit(.minutes(1))) struct ConnectionPoolTests {
  @Test func `with one worker a kept connection's next request comes right after the task`() async throws {
    let events = Recorded<String>()
    let gate = Gate()
    try await TestServer.run { exchange, _ in
      let uri = exchange.params["REQUEST_URI"] ?? ""
      events.append(uri)
      _ = try? exchange.readAllOfStdin()
      exchange.answer("ok")
      guard uri == "/work" else { return nil }
      return {
        await gate.wait()
        events.append("end of work")
      }
    } _: { server in
      defer { gate.open() }
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/work", keepConnection: true, on: connection)
      async let next = server.client.send(target: "/next", keepConnection: true, on: connection)
      try await eventually("the work") { events.elements == ["/work"] }
      gate.open()
      #expect(try await next.text == "ok")
      #expect(events.elements == ["/work", "end of work", "/next"])
    }
  }

  @Test func `two tasks leave the other two workers to the connections they came on`() async throws {
    let gate = Gate()
    try await serving(workers: 4, work: { await gate.wait() }) { server in
      defer { gate.open() }
      var connections: [FastCGIConnection] = []
      for _ in 0..<2 {
        let connection = try await FastCGIConnection.connect(to: server.address)
        _ = try await server.client.send(target: "/work", keepConnection: true, on: connection)
        connections.append(connection)
      }
      for connection in connections + connections.reversed() {
        let next = try await server.client.send(target: "/", keepConnection: true, on: connection)
        #expect(next.text == "ok")
      }
    }
  }

  @Test func `while tasks run on one worker, 500 requests on kept connections wait for none`() async throws {
    let gate = Gate()
    try await serving(workers: 4, work: { await gate.wait() }) { server in
      defer { gate.open() }
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/work", keepConnection: true, on: connection)
      for _ in 0..<500 {
        let next = try await server.client.send(target: "/", keepConnection: true, on: connection)
        #expect(next.text == "ok")
      }
      #expect(server.server.requestCount == 501)
    }
  }

  @Test func `400 idle kept connections delay no new one`() async throws {
    try await serving(workers: 2) { server in
      var idle: [FastCGIConnection] = []
      for _ in 0..<400 {
        let connection = try await FastCGIConnection.connect(to: server.address)
        _ = try await server.client.send(target: "/", keepConnection: true, on: connection)
        idle.append(connection)
      }
      try await eventually("their return to the pool") { server.server.idleConnectionCount == 400 }
      let start = ContinuousClock.now
      for _ in 0..<20 { _ = try await server.client.get("/") }
      #expect(start.duration(to: .now) < .seconds(1))
      let again = try await server.client.send(target: "/", keepConnection: true, on: idle[200])
      #expect(again.text == "ok")
      withExtendedLifetime(idle) {}
    }
  }

  @Test func `16 clients on 4 workers each get their share`() async throws {
    try await serving(workers: 4) { server in
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        let end = ContinuousClock.now + .seconds(1)
        for _ in 0..<16 { group.addTask { try await requests(to: server, until: end) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let mean = counts.reduce(0, +) / counts.count
      #expect(counts.count == 16)
      #expect(counts.allSatisfy { $0 * 2 >= mean }, "\(counts)")
    }
  }

  @Test func `connections on which nothing comes leave the workers free`() async throws {
    try await serving(workers: 2) { server in
      var silent: [FastCGIConnection] = []
      for _ in 0..<200 { silent.append(try await .connect(to: server.address)) }
      try await eventually("their acceptance") { server.server.idleConnectionCount == 200 }
      #expect(server.server.activities == [.idle, .idle])
      let start = ContinuousClock.now
      for _ in 0..<10 { _ = try await server.client.get("/") }
      #expect(start.duration(to: .now) < .seconds(1))
      withExtendedLifetime(silent) {}
    }
  }

  @Test func `silent connections do not queue for one another's first byte`() async throws {
    try await serving(workers: 8) { server in
      var silent: [FastCGIConnection] = []
      for _ in 0..<300 { silent.append(try await .connect(to: server.address)) }
      let start = ContinuousClock.now
      let response = try await server.client.get("/")
      #expect(response.text == "ok")
      // One after the other, they would take 1.5 s.
      #expect(start.duration(to: .now) < .seconds(1))
      withExtendedLifetime(silent) {}
    }
  }

  /// Sends requests on a kept connection, one after the other, and counts them.
  private func requests(
    to server: TestServer, until end: ContinuousClock.Instant
  ) async throws -> Int {
    let connection = try await FastCGIConnection.connect(to: server.address)
    var count = 0
    while ContinuousClock.now < end {
      let response = try await server.client.send(target: "/", keepConnection: true, on: connection)
      #expect(response.text == "ok")
      count += 1
    }
    await connection.close()
    return count
  }

  private func serving(
    workers: Int, work: @escaping WorkAfterFinish = {},
    _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(configuration: ServerConfiguration(workers: workers)) { exchange, _ in
      _ = try? exchange.readAllOfStdin()
      exchange.answer("ok")
      return exchange.params["REQUEST_URI"] == "/work" ? work : nil
    } _: { server in
      try await body(server)
    }
  }
}
