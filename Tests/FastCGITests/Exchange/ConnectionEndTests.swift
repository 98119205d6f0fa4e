import AfterglowTesting
import FastCGI
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConnectionEndTests {
  @Test func withoutKeepConnTheEndOfTheRequestIsTheEndOfTheConnection() async throws {
    let bytes = try await lastPieceOfAResponse(keepConnection: false, endOfStdin: true)
    #expect(bytes.suffix(16) == Record.endRequest(requestID: 1).encoded[...])
  }

  @Test func aConnectionThatIsNotKeptAlthoughAskedForSaysSoInTheSamePiece() async throws {
    // nginx takes it for one that is kept unless something follows in what it reads.
    let last = Record.endRequest(requestID: 1).encoded + [1, 11, 0, 0, 0, 0, 0, 0]
    for _ in 0..<20 {
      let bytes = try await lastPieceOfAResponse(keepConnection: true, endOfStdin: false)
      #expect(bytes.suffix(24) == last[...])
    }
  }

  @Test(arguments: [false, true], [false, true])
  func aResponseArrivesWholeAlthoughNobodyReadsTheBody(overTCP: Bool, keepConnection: Bool) async throws {
    let length = 1_048_576
    try await TestServer.run(overTCP: overTCP) { exchange, _ in
      exchange.answer(String(repeating: "r", count: length))
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      let body = [UInt8](repeating: 0x62, count: 1_000_000)
      let response = try await server.client.send(
        target: "/", body: body, keepConnection: keepConnection, on: connection)
      #expect(response.body.count == length)
      if keepConnection { _ = try await connection.receiveEndOfStream() }
    }
  }

  @Test func aWebServerThatNeverFinishesStdinHoldsUpTheEndForTwoSecondsAtMost() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest()
      try await connection.finishParams()
      let output = try await connection.receiveOutput()
      #expect(output.connectionWasClosed)
      // The worker is waiting for the rest of a body that nobody sends.
      let next = try await server.client.get("/")
      #expect(next.text == "ok")
    }
  }

  @Test(arguments: [false, true])
  func aWebServerThatGoesAwayWithinTheResponseCostsNothingElse(overTCP: Bool) async throws {
    let errors = Recorded<ExchangeError>()
    try await TestServer.run(overTCP: overTCP) { exchange, _ in
      guard exchange.params["REQUEST_URI"] != "/" else {
        exchange.answer("ok")
        return nil
      }
      do throws(ExchangeError) {
        while true { try exchange.write([UInt8](repeating: 0x72, count: 100_000)) }
      } catch {
        errors.append(error)
      }
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address, uri: "/endless")
      _ = try await connection.receiveRecord()
      await connection.reset()
      let next = try await server.client.get("/")
      #expect(next.text == "ok")
      guard case .system(.stdout, _) = errors.elements.first else {
        Issue.record("writing ended with \(errors.elements)")
        return
      }
    }
  }

  @Test func aWebServerThatDoesNotTakeTheResponseFreesTheWorkerAfterTheTimeout() async throws {
    let errors = Recorded<ExchangeError>()
    let configuration = ServerConfiguration(workers: 1, writeTimeout: .milliseconds(100))
    try await TestServer.run(configuration: configuration) { exchange, _ in
      do throws(ExchangeError) {
        while true { try exchange.write([UInt8](repeating: 0x72, count: 100_000)) }
      } catch {
        errors.append(error)
      }
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address)
      try await eventually("the end of the worker's patience") {
        errors.elements == [.timedOut(.stdout)]
      }
      await connection.close()
    }
  }

  private func answering(
    _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(
      respond: { exchange, _ in
        exchange.answer("ok")
        return nil
      }, body)
  }

  /// The last piece in which a response arrived before the connection's end.
  private func lastPieceOfAResponse(keepConnection: Bool, endOfStdin: Bool) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    try await answering { server in
      let connection = try await HTTPConnection.connect(to: server.address)
      var records = [Record.beginRequest(requestID: 1, role: .responder, keepConnection: keepConnection)]
      records.append(Record(type: .params, requestID: 1))
      if endOfStdin { records.append(Record(type: .stdin, requestID: 1)) }
      try await connection.send(bytes: records.flatMap(\.encoded))
      while case let piece = try await connection.receiveBytes(), !piece.isEmpty { bytes = piece }
      await connection.close()
    }
    return bytes
  }
}
