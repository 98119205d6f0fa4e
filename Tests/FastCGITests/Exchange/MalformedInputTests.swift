import AfterglowTesting
import FastCGI
import Testing

/// What a web server would never send costs nobody but its sender: the one worker answers the next request.
@Suite(.timeLimit(.minutes(1))) struct MalformedInputTests {
  @Test(arguments: MalformedInput.beforeStdin)
  func noHandlerRunsForARequestThatDidNotComeWhole(input: MalformedInput) async throws {
    try await serving { server, handled in
      let connection = try await send(input, to: server)
      _ = try await connection.receiveEndOfStream()
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      #expect(handled.elements == ["/next"])
    }
  }

  @Test(arguments: MalformedInput.withinStdin)
  func aHandlerLearnsThatTheBodyDidNotComeWhole(input: MalformedInput) async throws {
    try await serving { server, handled in
      let connection = try await send(input, to: server)
      _ = try await connection.receiveEndOfStream()
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      #expect(handled.elements == ["broken /partial", "/next"])
    }
  }

  @Test(arguments: [Role.authorizer, .filter], [false, true])
  func anotherRoleIsAnsweredAsUnknown(role: Role, keepConnection: Bool) async throws {
    try await serving { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest(id: 5, role: role, keepConnection: keepConnection)
      try await connection.sendParams([("REQUEST_URI", "/")])
      try await connection.finishParams()
      let record = try await connection.receiveRecord()
      #expect(record == .endRequest(requestID: 5, protocolStatus: .unknownRole))
      await connection.close()
      let next = try await server.client.get("/next")
      #expect(next.text == "ok")
      #expect(handled.elements == ["/next"])
    }
  }

  @Test func aSecondRequestOnTheConnectionIsRefusedAndTheFirstGoesOn() async throws {
    try await serving { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest()
      try await connection.sendParams([("REQUEST_URI", "/first")])
      let second = Record.beginRequest(requestID: 2, role: .responder, keepConnection: false)
      try await connection.send(second)
      let refusal = try await connection.receiveRecord()
      #expect(refusal == .endRequest(requestID: 2, protocolStatus: .cannotMultiplexConnection))
      try await connection.finishParams()
      try await connection.finishStdin()
      let response = try await connection.receiveResponse()
      #expect(response.text == "ok")
      #expect(handled.elements == ["/first"])
    }
  }

  @Test func aWebServerThatGoesSilentWithinTheParamsFreesTheWorkerAfterTheTimeout() async throws {
    try await serving(readTimeout: .seconds(1)) { server, handled in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.send(bytes: MalformedInput.endBetweenParams.bytes)
      let next = try await FastCGIConnection.requesting(server.address, uri: "/next").receiveResponse()
      #expect(next.text == "ok")
      _ = try await connection.receiveEndOfStream()
      #expect(handled.elements == ["/next"])
    }
  }

  private func send(_ input: MalformedInput, to server: TestServer) async throws -> FastCGIConnection {
    let connection = try await FastCGIConnection.connect(to: server.address)
    try await connection.send(bytes: input.bytes)
    if input.endsStream { try await connection.shutdownWriting() }
    return connection
  }

  /// Runs a closure with a server whose responder notes the requests that it has read whole, and those that broke.
  private func serving(
    readTimeout: Duration = .seconds(10),
    _ body: nonisolated(nonsending) (TestServer, Recorded<String>) async throws -> Void
  ) async throws {
    let handled = Recorded<String>()
    let configuration = ServerConfiguration(workers: 1, readTimeout: readTimeout)
    try await TestServer.run(configuration: configuration) { exchange, _ in
      let uri = exchange.params["REQUEST_URI"] ?? "nothing"
      do throws(ExchangeError) {
        _ = try exchange.readAllOfStdin()
        handled.append(uri)
        exchange.answer("ok")
      } catch {
        handled.append("broken \(uri)")
        exchange.abort()
      }
      return nil
    } _: { server in
      try await body(server, handled)
    }
  }
}
