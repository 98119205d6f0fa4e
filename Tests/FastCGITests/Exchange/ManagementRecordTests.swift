import AfterglowTesting
import FastCGI
import Testing

/// Management records before a request, of which libfcgi sees nothing.
@Suite(.timeLimit(.minutes(1))) struct ManagementRecordTests {
  private static let question = Record(
    type: .getValues, requestID: 0,
    content: ["FCGI_MAX_REQS", "FCGI_MPXS_CONNS", "FCGI_MAX_REQS", "FCGI_MAX_REQS"]
      .flatMap { NameValuePair(name: $0, value: "").encoded })
  private static let answer = Record(
    type: .getValuesResult, requestID: 0,
    content: NameValuePair(name: "FCGI_MAX_REQS", value: "1").encoded
      + NameValuePair(name: "FCGI_MPXS_CONNS", value: "0").encoded)

  @Test func `a lone question is answered at once`() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.send(Self.question)
      try await expectAnswer(on: connection)
      // It takes up no worker meanwhile.
      #expect(try await server.client.get("/").text == "ok")
      await connection.close()
    }
  }

  @Test func `several in a row are answered, and the request behind them`() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let unknown = Record(type: RecordType(rawValue: 77), requestID: 0, content: [1, 2, 3], padding: 5)
      try await connection.send(bytes: (Self.question.encoded + unknown.encoded) + Self.question.encoded)
      try await expectAnswer(on: connection)
      let refusal = try await connection.receiveRecord()
      #expect(refusal.type.rawValue == 11)
      #expect(refusal.content == [77, 0, 0, 0, 0, 0, 0, 0])
      try await expectAnswer(on: connection)
      let response = try await server.client.send(target: "/", keepConnection: true, on: connection)
      #expect(response.text == "ok")
    }
  }

  @Test func `in one piece with a request`() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let request = [
        Self.question, .beginRequest(requestID: 1, role: .responder, keepConnection: false),
        Record(type: .params, requestID: 1), Record(type: .stdin, requestID: 1),
      ]
      try await connection.send(bytes: request.flatMap(\.encoded))
      try await expectAnswer(on: connection)
      #expect(try await connection.receiveResponse().text == "ok")
    }
  }

  @Test func `between the requests of a kept connection`() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      for _ in 0..<3 {
        let response = try await server.client.send(target: "/", keepConnection: true, on: connection)
        #expect(response.text == "ok")
        try await connection.send(Self.question)
        try await expectAnswer(on: connection)
      }
      try await eventually("its return to the pool") { server.server.idleConnectionCount == 1 }
      #expect(server.server.status.acceptedConnections == 1)
      await connection.close()
    }
  }

  @Test(
    arguments: [
      [1], [1, 9, 0], [1, 9, 0, 0, 0, 1, 0], [1, 9, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0x46],
    ] as [[UInt8]])
  func `one that breaks off frees the worker after the read time-out`(bytes: [UInt8]) async throws {
    try await answering(readTimeout: .milliseconds(500)) { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.send(bytes: bytes)
      _ = try await connection.receiveEndOfStream()
      #expect(try await server.client.get("/").text == "ok")
    }
  }

  @Test func `one that comes byte by byte frees the worker after the read time-out`() async throws {
    try await answering(readTimeout: .milliseconds(500)) { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let dripping = Task {
        let record = Record(type: .getValues, requestID: 0, content: [UInt8](repeating: 1, count: 60_000))
        for byte in record.encoded {
          try await connection.send(bytes: [byte])
          try await Task.sleep(for: .milliseconds(20))
        }
      }
      _ = try await connection.receiveEndOfStream()
      dripping.cancel()
      #expect(try await server.client.get("/").text == "ok")
    }
  }

  @Test func `one after the other without end is broken off`() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try? await connection.send(bytes: (0..<1000).flatMap { _ in Self.question.encoded })
      _ = try await connection.receiveEndOfStream()
      #expect(try await server.client.get("/").text == "ok")
    }
  }

  private func expectAnswer(on connection: FastCGIConnection) async throws {
    let record = try await connection.receiveRecord()
    #expect(record.type == Self.answer.type && record.requestID == 0)
    #expect(record.content == Self.answer.content)
  }

  private func answering(
    readTimeout: Duration = .seconds(10), _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(
      configuration: ServerConfiguration(workers: 1, readTimeout: readTimeout),
      respond: { exchange, _ in
        // A connection with unread input can't be kept.
        _ = try? exchange.readAllOfStdin()
        exchange.answer("ok")
        return nil
      }, body)
  }
}
