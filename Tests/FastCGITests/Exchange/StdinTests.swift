import AfterglowTesting
import FastCGI
import Testing

@Suite(.timeLimit(.minutes(1))) struct StdinTests {
  @Test(arguments: [0, 1, 8191, 8192, 8193, 65_535, 65_536, 1_000_001])
  func everySizeArrivesWhole(size: Int) async throws {
    let sent = pattern(size)
    let received = try await received { connection in try await connection.sendStdin(sent) }
    #expect(received == sent)
  }

  @Test(arguments: [1, 7, 8191, 8192, 8193, 100_000])
  func itIsReadWithABufferOfAnySize(size: Int) async throws {
    let sent = pattern(40_003)
    let received = try await received(bufferSize: size) { connection in try await connection.sendStdin(sent) }
    #expect(received == sent)
  }

  @Test(arguments: [1, 3, 8191, 65_535], [0, 255] as [UInt8])
  func recordsMayBeOddAndPadded(length: Int, padding: UInt8) async throws {
    let sent = pattern(min(length * 300, 200_001))
    let received = try await received { connection in
      var bytes: [UInt8] = []
      for start in stride(from: 0, to: sent.count, by: length) {
        let piece = Array(sent[start..<min(start + length, sent.count)])
        bytes += Record(type: .stdin, requestID: 1, content: piece, padding: padding).encoded
      }
      try await connection.send(bytes: bytes)
    }
    #expect(received == sent)
  }

  @Test func recordsMayArriveInPieces() async throws {
    let sent = pattern(20)
    let received = try await received { connection in
      for byte in Record(type: .stdin, requestID: 1, content: sent, padding: 4).encoded {
        try await connection.send(bytes: [byte])
      }
    }
    #expect(received == sent)
  }

  @Test func whatHasArrivedIsReadBeforeTheRestIsSent() async throws {
    try await TestServer.run { exchange, _ in
      withUnsafeTemporaryAllocation(byteCount: 100, alignment: 1) { buffer in
        while let count = try? exchange.readStdin(into: buffer), count > 0 {
          try? exchange.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
          try? exchange.flush()
        }
      }
      return nil
    } _: { server in
      let connection = try await open(server)
      for piece in ["first", "second", "third"] {
        try await connection.sendStdin(Array(piece.utf8))
        let record = try await connection.receiveRecord()
        #expect(record.content == Array(piece.utf8))
      }
    }
  }

  @Test func afterItsEndItStaysAtItsEnd() async throws {
    let counts = Recorded<Int>()
    try await TestServer.run { exchange, _ in
      withUnsafeTemporaryAllocation(byteCount: 10, alignment: 1) { buffer in
        for _ in 0..<4 { counts.append((try? exchange.readStdin(into: buffer)) ?? -1) }
      }
      return nil
    } _: { server in
      let connection = try await open(server)
      try await connection.sendStdin([1, 2, 3])
      try await connection.finishStdin()
      _ = try await connection.receiveOutput()
    }
    #expect(counts.elements == [3, 0, 0, 0])
  }

  @Test func aConnectionThatClosesWithinItIsAnErrorAndNoEnd() async throws {
    let error = try await errorOfReading { connection in
      try await connection.sendStdin(pattern(10_000))
      try await connection.shutdownWriting()
    }
    #expect(error == .incomplete(.stdin))
  }

  @Test func aConnectionThatClosesWithinARecordIsAnErrorAndNoEnd() async throws {
    let error = try await errorOfReading { connection in
      try await connection.send(bytes: [1, 5, 0, 1, 0, 200, 0, 0] + pattern(100))
      try await connection.shutdownWriting()
    }
    #expect(error == .incomplete(.stdin))
  }

  @Test func aRecordOfAnotherVersionIsAnError() async throws {
    let error = try await errorOfReading { connection in
      try await connection.send(bytes: [2, 5, 0, 1, 0, 4, 0, 0, 1, 2, 3, 4])
    }
    #expect(error == .unsupportedVersion(.stdin))
  }

  @Test func aWebServerThatGoesSilentWithinItIsAnErrorAfterTheTimeout() async throws {
    let error = try await errorOfReading(timeout: .milliseconds(500)) { connection in
      try await connection.sendStdin(pattern(100))
    }
    #expect(error == .timedOut(.stdin))
    #expect(error?.description.contains("took longer over stdin than the time-out allows") == true)
  }

  private func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
  }

  private func open(_ server: TestServer) async throws -> FastCGIConnection {
    try await .requesting(server.address, endOfStdin: false)
  }

  /// What the responder reads of the stdin that a closure sends.
  private func received(
    bufferSize: Int = 8192, _ send: @escaping @Sendable (FastCGIConnection) async throws -> Void
  ) async throws -> [UInt8] {
    try await TestServer.run { exchange, _ in
      guard let bytes = try? exchange.readAllOfStdin(bufferSize: bufferSize) else { return nil }
      try? exchange.write(bytes)
      return nil
    } _: { server in
      let connection = try await open(server)
      try await send(connection)
      try await connection.finishStdin()
      return try await connection.receiveOutput().stdout
    }
  }

  /// What reading stdin throws when a closure doesn't send it whole.
  private func errorOfReading(
    timeout: Duration = .seconds(10), _ send: @escaping @Sendable (FastCGIConnection) async throws -> Void
  ) async throws -> ExchangeError? {
    let errors = Recorded<ExchangeError>()
    try await TestServer.run(configuration: ServerConfiguration(workers: 1, readTimeout: timeout)) {
      exchange, _ in
      do throws(ExchangeError) {
        _ = try exchange.readAllOfStdin()
      } catch {
        errors.append(error)
      }
      exchange.abort()
      return nil
    } _: { server in
      let connection = try await open(server)
      try await send(connection)
      try await connection.receiveEndOfStream()
    }
    return errors.elements.first
  }
}
