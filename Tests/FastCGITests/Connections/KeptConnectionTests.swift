import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct KeptConnectionTests {
  @Test func itServesOneRequestAfterTheOther() async throws {
    try await serving { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      for number in 0..<5 {
        let body = [UInt8](repeating: 0x62, count: number * 10_000)
        let response = try await server.client.send(
          target: "/read", body: body, keepConnection: true, on: connection)
        #expect(response.text == "\(body.count)")
      }
      #expect(handled.elements.count == 5)
      try await eventually("its return to the pool") { server.server.idleConnectionCount == 1 }
    }
  }

  @Test func itsNextRequestDoesNotWaitForTheWorkOfTheLastOne() async throws {
    let gate = Gate()
    try await TestServer.run(configuration: ServerConfiguration(workers: 2)) { exchange, _ in
      // A connection with unread input can't be kept.
      _ = try? exchange.readAllOfStdin()
      exchange.answer("ok")
      guard exchange.params["REQUEST_URI"] == "/work" else { return nil }
      return { await gate.wait() }
    } _: { server in
      defer { gate.open() }
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/work", keepConnection: true, on: connection)
      let next = try await server.client.send(target: "/next", keepConnection: true, on: connection)
      #expect(next.text == "ok")
    }
  }

  @Test func manyOfThemTakeUpNoWorker() async throws {
    try await serving { server, _ in
      var connections: [FastCGIConnection] = []
      for _ in 0..<20 {
        let connection = try await FastCGIConnection.connect(to: server.address)
        _ = try await server.client.send(target: "/read", keepConnection: true, on: connection)
        connections.append(connection)
      }
      for connection in connections.shuffled() {
        let response = try await server.client.send(target: "/read", keepConnection: true, on: connection)
        #expect(response.text == "0")
      }
      #expect(server.server.idleConnectionCount <= 20)
    }
  }

  @Test func afterAnAbortedRequestItIsClosed() async throws {
    try await serving { server, _ in
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try? await server.client.send(target: "/aborted", keepConnection: true, on: connection)
      let next = try await server.client.get("/read")
      #expect(next.text == "0")
      #expect(server.server.idleConnectionCount == 0)
    }
  }

  @Test func theWebServersCloseIsNoticed() async throws {
    try await serving { server, _ in
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/read", keepConnection: true, on: connection)
      try await eventually("its return to the pool") { server.server.idleConnectionCount == 1 }
      await connection.close()
      try await eventually("its end") { server.server.idleConnectionCount == 0 }
    }
  }

  @Test func anIdleOneIsClosedAfterTheTimeout() async throws {
    try await serving(idleTimeout: .milliseconds(100)) { server, _ in
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/read", keepConnection: true, on: connection)
      let end = try await connection.receiveEndOfStream()
      #expect(end == .closed)
    }
  }

  @Test func aStopClosesAnIdleOne() async throws {
    try await serving { server, _ in
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/read", keepConnection: true, on: connection)
      server.server.stop()
      let end = try await connection.receiveEndOfStream(within: .seconds(5))
      #expect(end == .closed)
    }
  }

  @Test func duringAStopItsNextRequestIsServedAndIsItsLast() async throws {
    try await serving { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/read", keepConnection: true, on: connection)
      try await eventually("its return to the pool") { server.server.idleConnectionCount == 1 }
      server.server.stop()
      let last = try await server.client.send(target: "/read", keepConnection: true, on: connection)
      #expect(last.text == "0")
      let end = try await connection.receiveEndOfStream()
      #expect(end == .closed)
      #expect(handled.elements.count == 2)
    }
  }

  /// Runs a closure with a server whose one worker notes the requests and answers with their bodies' lengths.
  private func serving(
    idleTimeout: Duration = .seconds(75),
    _ body: nonisolated(nonsending) (TestServer, Recorded<String>) async throws -> Void
  ) async throws {
    let handled = Recorded<String>()
    let configuration = ServerConfiguration(workers: 1, idleTimeout: idleTimeout)
    try await TestServer.run(configuration: configuration) { exchange, _ in
      let uri = exchange.params["REQUEST_URI"] ?? ""
      handled.append(uri)
      switch uri {
      case "/read": exchange.answer("\((try? exchange.readAllOfStdin().count) ?? -1)")
      case "/aborted": exchange.abort()
      default: exchange.answer("unread")
      }
      return nil
    } _: { server in
      try await body(server, handled)
    }
  }
}
