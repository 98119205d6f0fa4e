import AfterglowTesting
import FastCGI
import Testing

/// Connections on which nothing comes.
@Suite(.timeLimit(.minutes(1))) struct SilentConnectionTests {
  @Test func theyDoNotKeepTheOnlyWorkerFromServing() async throws {
    try await answering { server in
      var silent: [FastCGIConnection] = []
      for _ in 0..<20 { silent.append(try await .connect(to: server.address)) }
      let response = try await server.client.get("/")
      #expect(response.text == "ok")
      for connection in silent { await connection.close() }
    }
  }

  @Test func oneThatClosesIsForgotten() async throws {
    try await answering { server in
      let silent = try await FastCGIConnection.connect(to: server.address)
      try await eventually("its acceptance") { server.server.idleConnectionCount == 1 }
      await silent.close()
      try await eventually("its end") { server.server.idleConnectionCount == 0 }
    }
  }

  @Test func oneThatStaysSilentIsClosedAfterTheTimeout() async throws {
    let configuration = ServerConfiguration(workers: 1, idleTimeout: .milliseconds(100))
    try await answering(configuration) { server in
      let silent = try await FastCGIConnection.connect(to: server.address)
      let end = try await silent.receiveEndOfStream()
      #expect(end == .closed)
    }
  }

  @Test func theyDoNotHoldUpAStop() async throws {
    try await registration("--workers", "2") { server in
      let response = try await server.client.get("/")
      #expect(response.text == "Hello, world!")
      var silent: [FastCGIConnection] = []
      for _ in 0..<2 { silent.append(try await .connect(to: server.address)) }
      try await eventually("both to be accepted") { server.connectionCount == 2 }
      try server.terminate()
      // 0.3 s until the stop is noticed and a last second to begin; the rest is for slow machines.
      let status = try await server.exitStatus(within: .milliseconds(2500))
      #expect(status == .exited(code: 0))
      for connection in silent { await connection.close() }
    }
  }

  @Test func oneThatBeginsWithinTheLastSecondOfAStopIsServed() async throws {
    try await answering { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await eventually("its acceptance") { server.server.idleConnectionCount == 1 }
      server.server.stop()
      try await connection.beginRequest()
      try await connection.finishParams()
      try await connection.finishStdin()
      let response = try await connection.receiveResponse()
      #expect(response.text == "ok")
    }
  }

  private func answering(
    _ configuration: ServerConfiguration = ServerConfiguration(workers: 1),
    _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    try await TestServer.run(
      configuration: configuration,
      respond: { exchange, _ in
        exchange.answer("ok")
        return nil
      }, body)
  }
}
