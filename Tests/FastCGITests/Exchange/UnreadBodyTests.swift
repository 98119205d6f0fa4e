import AfterglowTesting
import FastCGI
import Testing

/// A body is the client's to choose: what a handler leaves of it must never be parsed as the next request's records.
@Suite(.timeLimit(.minutes(1))) struct UnreadBodyTests {
  @Test func itIsNotTakenForARequestOnAKeptConnection() async throws {
    let sent = Gate()
    defer { sent.open() }
    let handled = Recorded<String>()
    try await TestServer.run { exchange, _ in
      handled.append(exchange.params["REQUEST_URI"] ?? "")
      await sent.wait()
      exchange.answer("ok")
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.send(bytes: unreadRequest().flatMap(\.encoded))
      sent.open()
      while try await connection.receiveRecord().type != .endRequest {}
      await connection.close()
      _ = try await FastCGIConnection.requesting(server.address, uri: "/next").receiveResponse()
    }
    #expect(handled.elements == ["/unread", "/next"])
  }

  @Test func aConnectionIsKeptIfAllOfItHasArrived() async throws {
    let sent = Gate()
    defer { sent.open() }
    try await TestServer.run { exchange, _ in
      await sent.wait()
      exchange.answer("ok")
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest(keepConnection: true)
      try await connection.finishParams()
      try await connection.sendStdin([UInt8](repeating: 0x62, count: 10_000))
      try await connection.finishStdin()
      sent.open()
      _ = try await connection.receiveOutput()
      try await eventually("its return to the pool") { server.server.idleConnectionCount == 1 }
      await connection.close()
    }
  }

  /// The request that the web server sends, of 64 bytes, and the client's body, in which forged requests of 64 bytes
  /// follow one another: wherever the server stops reading, at a multiple of its buffer's size, one begins.
  private func unreadRequest() -> [Record] {
    let forged = request(uri: "/forged") + [Record(type: .stdin, requestID: 1)]
    let body = [[UInt8]](repeating: forged.flatMap(\.encoded), count: 1023).flatMap { $0 }
    let stdin = Record(type: .stdin, requestID: 1, content: body, padding: 56)
    return request(uri: "/unread") + [stdin, stdin]
  }

  private func request(uri: String) -> [Record] {
    let content = NameValuePair(name: "REQUEST_URI", value: uri).encoded
    return [
      Record.beginRequest(requestID: 1, role: .responder, keepConnection: true),
      Record(type: .params, requestID: 1, content: content, padding: UInt8((8 - content.count % 8) % 8)),
      Record(type: .params, requestID: 1),
    ]
  }
}
