import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// Which connections are kept, and which are closed although the web server means to keep them.
@Suite(.timeLimit(.minutes(1))) struct KeepingConnectionsTests {
  @Test func `a connection that the web server doesn't mean to keep is closed`() async throws {
    try await serving { server in
      let response = try await server.client.get("/read")
      #expect(response.connectionWasClosed)
      #expect(server.server.idleConnectionCount == 0)
    }
  }

  @Test(arguments: ["/read", "/unread"], [0, 1, 5000, 50_000])
  func `one whose stdin has arrived whole is kept, read or not`(target: String, size: Int) async throws {
    let (sent, answered) = (Recorded<Int>(), Recorded<Int>())
    try await TestServer.run { exchange, _ in
      if target == "/read" { _ = try? exchange.readAllOfStdin() }
      try? await eventually("the request's last byte") {
        sent.elements.count > answered.elements.count
      }
      answered.append(size)
      exchange.answer("ok")
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      for _ in 0..<3 {
        try await connection.sendWhole(target, body: [UInt8](repeating: 0x62, count: size))
        sent.append(size)
        let response = try await connection.receiveResponse()
        #expect(response.text == "ok")
      }
      try await eventually("its return to the pool") { server.server.idleConnectionCount == 1 }
    }
  }

  @Test func `one whose stdin has not arrived is closed`() async throws {
    try await serving { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest(keepConnection: true)
      try await connection.sendParams([("REQUEST_URI", "/unread")])
      try await connection.finishParams()
      let response = try await connection.receiveResponse()
      #expect(response.text == "ok")
      #expect(try await connection.receiveEndOfStream() == .closed)
      #expect(server.server.idleConnectionCount == 0)
    }
  }

  @Test(arguments: [[2, 5, 0, 1, 0, 1, 0, 0, 0], [1, 5, 0, 1, 0, 9, 0, 0, 1, 2]] as [[UInt8]])
  func `one whose stdin is broken is closed`(stdin: [UInt8]) async throws {
    try await serving { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest(keepConnection: true)
      try await connection.sendParams([("REQUEST_URI", "/read")])
      try await connection.finishParams()
      try await connection.send(bytes: stdin)
      try await connection.shutdownWriting()
      _ = try await connection.receiveResponse()
      _ = try await connection.receiveEndOfStream()
      let next = try await server.client.get("/read")
      #expect(next.text == "ok")
      #expect(server.server.idleConnectionCount == 0)
    }
  }

  @Test func `one on which a write failed is closed`() async throws {
    let errors = Recorded<ExchangeError>()
    let configuration = ServerConfiguration(workers: 1, writeTimeout: .milliseconds(200))
    try await TestServer.run(configuration: configuration) { exchange, _ in
      _ = try? exchange.readAllOfStdin()
      guard exchange.params["REQUEST_URI"] == "/endless" else {
        exchange.answer("ok")
        return nil
      }
      do throws(ExchangeError) {
        while true { try exchange.write([UInt8](repeating: 0x72, count: 60_000)) }
      } catch {
        errors.append(error)
      }
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.sendWhole("/endless")
      try await eventually("the write's end") { errors.elements == [.timedOut(.stdout)] }
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      #expect(server.server.idleConnectionCount == 0)
      await connection.close()
    }
  }

  @Test func `a request within the idle time-out is served, and the time begins anew`() async throws {
    let configuration = ServerConfiguration(workers: 1, idleTimeout: .seconds(4))
    try await serving(configuration) { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let start = ContinuousClock.now
      while start.duration(to: .now) < .milliseconds(5500) {
        try await connection.sendWhole("/read")
        _ = try await connection.receiveResponse()
        try await Task.sleep(for: .milliseconds(400))
      }
      #expect(try await connection.receiveEndOfStream() == .closed)
      let next = try await server.client.get("/read")
      #expect(next.text == "ok")
    }
  }

  @Test(arguments: [false, true])
  func `a web server that closes idle connections costs nothing`(overTCP: Bool) async throws {
    try await serving(overTCP: overTCP) { server in
      var connections: [FastCGIConnection] = []
      for _ in 0..<20 {
        let connection = try await FastCGIConnection.connect(to: server.address)
        try await connection.sendWhole("/read")
        _ = try await connection.receiveResponse()
        connections.append(connection)
      }
      try await eventually("their return to the pool") { server.server.idleConnectionCount == 20 }
      for (number, connection) in connections.enumerated() {
        if number.isMultiple(of: 2) { await connection.close() } else { await connection.reset() }
      }
      try await eventually("their end") { server.server.idleConnectionCount == 0 }
      let next = try await server.client.get("/read")
      #expect(next.text == "ok")
      #expect(server.server.requestCount == 21)
    }
  }

  private func serving(
    _ configuration: ServerConfiguration = ServerConfiguration(workers: 1), overTCP: Bool = false,
    _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(configuration: configuration, overTCP: overTCP) { exchange, _ in
      if exchange.params["REQUEST_URI"] == "/read" { _ = try? exchange.readAllOfStdin() }
      exchange.answer("ok")
      return nil
    } _: { server in
      try await body(server)
    }
  }
}

extension FastCGIConnection {
  /// Sends a request on a connection to be kept, in one piece.
  func sendWhole(_ uri: String, body: [UInt8] = []) async throws {
    let param = NameValuePair(name: "REQUEST_URI", value: uri).encoded
    let records =
      Record.stream(.params, requestID: 1, content: param) + [Record(type: .params, requestID: 1)]
      + Record.stream(.stdin, requestID: 1, content: body) + [Record(type: .stdin, requestID: 1)]
    try await beginRequest(keepConnection: true)
    try await send(bytes: records.flatMap(\.encoded))
  }
}
