import AfterglowTesting
import FastCGI
import Testing

/// A web server that takes too long is broken off, and the one worker serves the next request.
///
/// The watch looks four times a second, which the upper bounds allow for.
@Suite(.timeLimit(.minutes(1))) struct TimeoutTests {
  @Test func `a peer that goes silent among the params`() async throws {
    try await expectBreakOff(within: .seconds(3)) { connection in
      try await connection.beginRequest()
      try await connection.sendParams([("REQUEST_URI", "/silent")])
    }
  }

  @Test func `a peer that sends one byte of the params now and then`() async throws {
    try await expectBreakOff(within: .seconds(3)) { connection in
      try await connection.beginRequest()
      let params = NameValuePair(name: "REQUEST_URI", value: String(repeating: "/", count: 1000)).encoded
      for byte in Record(type: .params, requestID: 1, content: params).encoded {
        try await connection.send(bytes: [byte])
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  @Test func `a peer that sends one record of the params after the other, without end`() async throws {
    try await expectBreakOff(within: .seconds(3)) { connection in
      try await connection.beginRequest()
      while true {
        try await connection.sendParams([("A", "b")])
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }

  @Test func `a peer that sends less than 1,024 bytes of stdin a second`() async throws {
    try await expectBreakOff(of: "/upload", error: .timedOut(.stdin), within: .seconds(4)) { connection in
      try await connection.begin("/upload")
      while true {
        try await connection.sendStdin([0x62])
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  @Test func `a peer that goes silent after much of stdin`() async throws {
    // At 1,024 bytes a second, what it has sent would last for more than a minute and a half.
    try await expectBreakOff(of: "/upload", error: .timedOut(.stdin), within: .seconds(4)) { connection in
      try await connection.begin("/upload")
      try await connection.sendStdin([UInt8](repeating: 0x62, count: 100_000))
    }
  }

  @Test func `a peer whose stdin comes slowly but steadily is served`() async throws {
    try await serving(Self.patient) { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.begin("/upload")
      let start = ContinuousClock.now
      while start.duration(to: .now) < .milliseconds(2200) {
        try await connection.sendStdin([UInt8](repeating: 0x62, count: 100))
        try await Task.sleep(for: .milliseconds(25))
      }
      try await connection.finishStdin()
      let response = try await connection.receiveResponse()
      #expect(response.text == "ok")
      #expect(handled.elements == ["/upload"])
    }
  }

  @Test func `a handler that takes its time between two reads is not held against the peer`() async throws {
    let whole = Recorded<Int>()
    try await TestServer.run(configuration: Self.impatient) { exchange, _ in
      var byte: UInt8 = 0
      _ = withUnsafeMutableBytes(of: &byte) { try? exchange.readStdin(into: $0) }
      try? await Task.sleep(for: .milliseconds(700))
      exchange.answer("go on")
      try? exchange.flush()
      whole.append((try? exchange.readAllOfStdin().count) ?? -1)
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.begin("/upload")
      try await connection.sendStdin([1])
      _ = try await connection.receiveRecord()
      try await Task.sleep(for: .milliseconds(300))
      try await connection.sendStdin([2])
      try await connection.finishStdin()
      _ = try await connection.receiveOutput()
      #expect(whole.elements == [1])
    }
  }

  @Test(arguments: [1000, 100_000])
  func `a peer that does not take the response`(pieceLength: Int) async throws {
    let errors = Recorded<ExchangeError>()
    try await responding(errors, pieceLength: pieceLength) { server in
      let connection = try await FastCGIConnection.requesting(server.address, uri: "/endless")
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      #expect(errors.elements == [.timedOut(.stdout)])
      await connection.close()
    }
  }

  @Test func `a peer that takes a large response slowly but steadily gets it whole`() async throws {
    let length = 3_000_000
    try await TestServer.run(configuration: Self.patient) { exchange, _ in
      exchange.answer(String(repeating: "r", count: length))
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address)
      var received = 0
      while case let record = try await connection.receiveRecord(), record.type == .stdout {
        received += record.content.count
        try await Task.sleep(for: .milliseconds(40))
      }
      #expect(received > length)
    }
  }

  @Test func `an interrupted request's write is still watched`() async throws {
    let errors = Recorded<ExchangeError>()
    try await responding(errors, pieceLength: 100_000) { exchange in
      Task.detached {
        while errors.elements.isEmpty {
          exchange.interruptReading()
          try await Task.sleep(for: .milliseconds(10))
        }
      }
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address, uri: "/endless")
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      #expect(errors.elements == [.timedOut(.stdout)])
      await connection.close()
    }
  }

  private static let impatient = ServerConfiguration(
    workers: 1, readTimeout: .milliseconds(500), writeTimeout: .milliseconds(500))
  /// For peers that are slow and served: a busy machine must not make them pause for longer.
  private static let patient = ServerConfiguration(
    workers: 1, readTimeout: .milliseconds(1200), writeTimeout: .milliseconds(1200))

  /// Lets a peer send, and sees that its connection is closed in time, without a handler having read it whole.
  private func expectBreakOff(
    of begun: String? = nil, error: ExchangeError? = nil, within limit: Duration,
    sending send: @escaping @Sendable (FastCGIConnection) async throws -> Void
  ) async throws {
    try await serving { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let start = ContinuousClock.now
      let sender = Task { try await send(connection) }
      _ = try await connection.receiveEndOfStream()
      #expect(start.duration(to: .now) < limit)
      sender.cancel()
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      let broken = begun.map { "\($0): \(error.map { "\($0)" } ?? "")" }
      #expect(handled.elements == [broken, "/next"].compactMap { $0 })
    }
  }

  /// Runs a closure with a server that notes what it has read whole, and why it didn't.
  private func serving(
    _ configuration: ServerConfiguration = impatient,
    _ body: nonisolated(nonsending) (TestServer, Recorded<String>) async throws -> Void
  ) async throws {
    let handled = Recorded<String>()
    try await TestServer.run(configuration: configuration) { exchange, _ in
      let uri = exchange.params["REQUEST_URI"] ?? ""
      do throws(ExchangeError) {
        _ = try exchange.readAllOfStdin()
        handled.append(uri)
        exchange.answer("ok")
      } catch {
        handled.append("\(uri): \(error)")
        exchange.abort()
      }
      return nil
    } _: { server in
      try await body(server, handled)
    }
  }

  /// Runs a closure with a server whose response to `/endless` ends with an error, which it notes.
  private func responding(
    _ errors: Recorded<ExchangeError>, pieceLength: Int,
    to endless: @escaping @Sendable (RequestExchange) -> Void = { _ in },
    _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(configuration: Self.impatient) { exchange, _ in
      guard exchange.params["REQUEST_URI"] == "/endless" else {
        exchange.answer("ok")
        return nil
      }
      endless(exchange)
      do throws(ExchangeError) {
        while true { try exchange.write([UInt8](repeating: 0x72, count: pieceLength)) }
      } catch {
        errors.append(error)
      }
      return nil
    } _: { server in
      try await body(server)
    }
  }
}

extension FastCGIConnection {
  /// Sends a request up to where its stdin begins.
  fileprivate func begin(_ uri: String) async throws {
    try await beginRequest()
    try await sendParams([("REQUEST_URI", uri)])
    try await finishParams()
  }
}
