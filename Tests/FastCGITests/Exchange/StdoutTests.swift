import AfterglowTesting
import FastCGI
import Testing

@Suite(.timeLimit(.minutes(1))) struct StdoutTests {
  @Test(arguments: [0, 1, 8183, 8184, 8185, 65_527, 65_528, 65_529, 1_048_576, 3_000_001])
  func everySizeArrivesWhole(size: Int) async throws {
    let written = pattern(size)
    let output = try await output { exchange in try? exchange.write(written) }
    #expect(output.stdout == written)
    #expect(output.connectionWasClosed)
  }

  @Test func writesOfAllSizesKeepTheirOrder() async throws {
    let sizes = [1, 8184, 8185, 3, 65_528, 65_529, 0, 8192, 7, 100_000, 8183, 2, 200_000, 1]
    let pieces = sizes.enumerated().map { number, size in [UInt8](repeating: UInt8(number), count: size) }
    let output = try await output { exchange in
      for piece in pieces { try? exchange.write(piece) }
    }
    #expect(output.stdout == pieces.flatMap { $0 })
  }

  @Test func manySmallWritesAreGatheredIntoFewRecords() async throws {
    let records = try await records { exchange in
      for _ in 0..<1000 { try? exchange.write([1, 2, 3, 4]) }
    }
    #expect(records.map(\.type) == [.stdout, .stdout, .endRequest])
    #expect(records[0].content.count == 4000)
    #expect(records[1].content.isEmpty)
  }

  @Test func aLargeWriteGoesOutInRecordsAsLargeAsTheyMayBe() async throws {
    let records = try await records { exchange in try? exchange.write(pattern(1_048_576)) }
    let lengths = records.filter { $0.type == .stdout }.map(\.content.count)
    #expect(lengths == [Int](repeating: 65_528, count: 16) + [128, 0])
    #expect(records.allSatisfy { $0.requestID == 1 })
  }

  @Test func whatIsFlushedArrivesBeforeTheRequestEnds() async throws {
    let gate = Gate()
    try await TestServer.run { exchange, _ in
      try? exchange.write(Array("first".utf8))
      try? exchange.flush()
      await gate.wait()
      try? exchange.write(Array("second".utf8))
      return nil
    } _: { server in
      defer { gate.open() }
      let connection = try await FastCGIConnection.requesting(server.address)
      let record = try await connection.receiveRecord()
      #expect(record == Record(type: .stdout, requestID: 1, content: Array("first".utf8), padding: 3))
      gate.open()
      let output = try await connection.receiveOutput()
      #expect(output.stdout == Array("second".utf8))
    }
  }

  @Test func whatGoesToStandardErrorArrivesAtOnceAndApart() async throws {
    let gate = Gate()
    try await TestServer.run { exchange, _ in
      try? exchange.write(Array("response".utf8))
      try? exchange.writeStandardError("something is wröng")
      await gate.wait()
      return nil
    } _: { server in
      defer { gate.open() }
      let connection = try await FastCGIConnection.requesting(server.address)
      let record = try await connection.receiveRecord()
      #expect(record.type == .stderr)
      #expect(String(decoding: record.content, as: UTF8.self) == "something is wröng")
      gate.open()
      let output = try await connection.receiveOutput()
      #expect(output.stdout == Array("response".utf8))
    }
  }

  @Test func theAppStatusIsInTheEndOfItsRequestOnly() async throws {
    try await TestServer.run { exchange, _ in
      if exchange.params["FAILS"] != nil { exchange.setAppStatus(-3) }
      exchange.answer("ok")
      return nil
    } _: { server in
      let failed = try await server.client.send(target: "/", extraParams: [("FAILS", "1")])
      #expect(failed.appStatus == UInt32(bitPattern: -3))
      let next = try await server.client.get("/")
      #expect(next.appStatus == 0)
    }
  }

  @Test func itIsKnownWhetherAnythingHasBeenWritten() async throws {
    let states = Recorded<Bool>()
    _ = try await output { exchange in
      states.append(exchange.hasWritten)
      try? exchange.writeStandardError("a line for the log")
      try? exchange.write([])
      states.append(exchange.hasWritten)
      try? exchange.write([1])
      states.append(exchange.hasWritten)
    }
    #expect(states.elements == [false, false, true])
  }

  private func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
  }

  private func output(of write: @escaping @Sendable (RequestExchange) -> Void) async throws -> RequestOutput {
    try await TestServer.run { exchange, _ in
      write(exchange)
      return nil
    } _: { server in
      try await FastCGIConnection.requesting(server.address).receiveOutput()
    }
  }

  private func records(of write: @escaping @Sendable (RequestExchange) -> Void) async throws -> [Record] {
    try await TestServer.run { exchange, _ in
      write(exchange)
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address)
      var records: [Record] = []
      while records.last?.type != .endRequest { records.append(try await connection.receiveRecord()) }
      return records
    }
  }
}
