import AfterglowTesting
import HTTPTypes
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct FastCGIConnectionTests {
  @Test func aRequestArrivesRecordByRecordAndTheResponseComesBack() async throws {
    let application = try FakeApplication { peer in
      let records = peer.receiveRecords(upToEndOf: .stdin)
      let names = FakeApplication.Peer.params(in: records).map(\.name).joined(separator: ",")
      let body = records.filter { $0.type == .stdin }.flatMap(\.content)
      peer.respond(
        "Status: 201\r\n\r\n\(names) \(String(decoding: body, as: UTF8.self))", stderr: "oh", appStatus: 7)
    }
    let connection = try await FastCGIConnection.connect(to: application.address)
    try await connection.beginRequest()
    try await connection.sendParams([("A", "1"), ("B", "2")])
    try await connection.finishParams()
    try await connection.sendStdin(Array("bo".utf8))
    try await connection.sendStdin(Array("dy".utf8))
    try await connection.finishStdin()
    let response = try await connection.receiveResponse()
    #expect(response.status == .created)
    #expect(response.text == "A,B body")
    #expect(response.stderr == Array("oh".utf8))
    #expect(response.appStatus == 7)
    #expect(response.protocolStatus == .requestComplete)
    #expect(response.connectionWasClosed)
  }

  @Test func aManagementRecordAfterTheResponseIsSkipped() async throws {
    let application = try FakeApplication { peer in
      _ = peer.receiveRecords(upToEndOf: .stdin)
      let trailer = Record(type: .unknownType, requestID: 0)
      peer.send((Record.stream(.stdout, requestID: 1, content: Array("X: y\n\n".utf8))).flatMap(\.encoded))
      peer.send(trailer.encoded + Record.endRequest(requestID: 1).encoded + trailer.encoded)
    }
    let response = try await FastCGIClient(address: application.address).get("/")
    #expect(response.connectionWasClosed)
  }

  @Test func aSilentPeerIsATimeOutThatSaysWhatWasAwaited() async throws {
    let application = try FakeApplication { peer in _ = peer.receiveRecords(upToEndOf: .data) }
    let connection = try await FastCGIConnection.connect(to: application.address)
    try await connection.beginRequest()
    let error = await #expect(throws: ConnectionError.self) {
      try await connection.receiveResponse(within: .milliseconds(50))
    }
    #expect(error?.reason == .timedOut)
    #expect(error?.expected.contains("END_REQUEST") == true)
    #expect(error.map { $0.elapsed >= .milliseconds(50) } == true)
  }

  @Test func aPeerThatSendsWithoutEndIsATimeOutToo() async throws {
    let piece = Record(type: .stdout, requestID: 1, content: [1]).encoded
    let application = try FakeApplication { peer in while peer.send(piece) {} }
    let connection = try await FastCGIConnection.connect(to: application.address)
    let error = await #expect(throws: ConnectionError.self) {
      try await connection.receiveResponse(within: .milliseconds(50))
    }
    #expect(error?.reason == .timedOut)
    await connection.close()
  }

  @Test func withNoTimeAtAllWhatIsThereIsReceived() async throws {
    let record = Record(type: .stdout, requestID: 1, content: [1])
    let application = try FakeApplication { peer in
      peer.send(record.encoded)
      _ = peer.receive()
    }
    let connection = try await FastCGIConnection.connect(to: application.address)
    let received = try await eventually { try? await connection.receiveRecord(within: .zero) }
    #expect(received == record)
    await #expect(throws: ConnectionError.self) { try await connection.receiveRecord(within: .zero) }
    await connection.close()
  }

  @Test func anEndOfStreamWithinAResponseSaysHowFarItCame() async throws {
    let application = try FakeApplication { peer in
      _ = peer.receiveRecords(upToEndOf: .params)
      let whole = Record.stream(.stdout, requestID: 1, content: Array("12345".utf8))
      peer.send(whole.flatMap(\.encoded) + [1, 6, 0])
    }
    let connection = try await FastCGIConnection.connect(to: application.address)
    try await connection.beginRequest()
    try await connection.finishParams()
    let error = await #expect(throws: ConnectionError.self) { try await connection.receiveResponse() }
    #expect(error?.reason == .endOfStream)
    #expect(error?.received.contains("5 bytes of stdout") == true)
    #expect(error?.received.contains("3 bytes of a record") == true)
  }

  @Test func aRecordInsteadOfTheEndOfStreamIsUnexpected() async throws {
    let application = try FakeApplication { peer in
      peer.respond("X: y\n\n")
      _ = peer.receive()
    }
    let connection = try await FastCGIConnection.connect(to: application.address)
    let error = await #expect(throws: ConnectionError.self) { try await connection.receiveEndOfStream() }
    #expect(error?.reason == .unexpected)
    await connection.close()
  }

  @Test func garbageFromThePeerIsAnErrorNotATrap() async throws {
    let application = try FakeApplication { peer in peer.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8)) }
    let connection = try await FastCGIConnection.connect(to: application.address)
    let error = await #expect(throws: ConnectionError.self) { try await connection.receiveRecord() }
    #expect(error?.reason == .unexpected)
  }

  @Test func sendingToAPeerThatIsGoneIsAnErrorNotASignal() async throws {
    let application = try FakeApplication { _ in }
    let connection = try await FastCGIConnection.connect(to: application.address)
    try await connection.receiveEndOfStream()
    let error = await #expect(throws: ConnectionError.self) {
      while true { try await connection.sendStdin([1]) }
    }
    #expect(error?.reason == .reset)
  }

  @Test func resettingIsSeenByThePeerAsAReset() async throws {
    let (stream, results) = AsyncStream.makeStream(of: Int32.self)
    let application = try FakeApplication { peer in results.yield(peer.errorOfReceiving()) }
    let connection = try await FastCGIConnection.connect(to: application.address)
    try await connection.beginRequest()
    await connection.reset()
    #expect(await stream.first { _ in true } == FakeApplication.Peer.connectionReset)
  }

  @Test func shuttingDownWritingLeavesReceivingOpen() async throws {
    let application = try FakeApplication { peer in
      while !peer.receive().isEmpty {}
      peer.respond("X: y\n\n")
    }
    let connection = try await FastCGIConnection.connect(to: application.address)
    try await connection.beginRequest()
    try await connection.shutdownWriting()
    #expect(try await connection.receiveResponse().status == .ok)
  }

  @Test func closingWakesAReceiveInHand() async throws {
    let application = try FakeApplication { peer in _ = peer.receiveRecords(upToEndOf: .data) }
    let connection = try await FastCGIConnection.connect(to: application.address)
    let isReceiving = Atomic(false)
    async let end = {
      isReceiving.store(true, ordering: .relaxed)
      return try? await connection.receiveEndOfStream(within: .seconds(50))
    }()
    try await eventually("the receive") { isReceiving.load(ordering: .relaxed) }
    let start = ContinuousClock.now
    await connection.close()
    _ = await end
    #expect(start.duration(to: .now) < .seconds(40))
    await #expect(throws: ConnectionError.self) { try await connection.beginRequest() }
  }

  @Test(arguments: [
    ServerAddress.tcp(host: "no host", port: 1), .unix(path: ""),
    .unix(path: "/" + String(repeating: "x", count: 200)), .unix(path: "/a\0b"), .inherited,
  ])
  func anAddressThatCannotBeIsAnError(address: ServerAddress) async {
    let error = await #expect(throws: ConnectionError.self) {
      try await FastCGIConnection.connect(to: address)
    }
    #expect(error?.reason == .invalidAddress)
  }

  @Test func connectingWhereNobodyListensIsRefused() async {
    let error = await #expect(throws: ConnectionError.self) {
      try await FastCGIConnection.connect(to: .unix(path: "/nowhere/server.sock"))
    }
    #expect(error?.reason == .refused)
  }
}
