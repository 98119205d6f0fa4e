import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// A handler that asks whether anybody still waits.
@Suite(.timeLimit(.minutes(1))) struct PeerIsGoneTests {
  @Test(arguments: [false, true])
  func `a web server that closes the connection is noticed, and one that doesn't is not taken for it`(
    overTCP: Bool
  ) async throws {
    let seen = Recorded<Bool>()
    try await TestServer.run(overTCP: overTCP) { exchange, _ in
      seen.append(exchange.peerIsGone)
      try? await eventually("the close") { exchange.peerIsGone }
      seen.append(exchange.peerIsGone)
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address)
      try await eventually("the first look") { seen.elements.count == 1 }
      await connection.close()
      try await eventually("the second look") { seen.elements.count == 2 }
      #expect(seen.elements == [false, true])
    }
  }

  @Test(arguments: [false, true])
  func `looking takes nothing of stdin`(overTCP: Bool) async throws {
    let seen = Recorded<Bool>()
    try await TestServer.run(overTCP: overTCP) { exchange, _ in
      for _ in 0..<10 { seen.append(exchange.peerIsGone) }
      exchange.answer("\((try? exchange.readAllOfStdin().count) ?? -1)")
      seen.append(exchange.peerIsGone)
      return nil
    } _: { server in
      let response = try await server.client.send(
        method: .post, target: "/", body: [UInt8](repeating: 1, count: 100_000))
      #expect(response.text == "100000")
      #expect(seen.elements.allSatisfy { !$0 })
    }
  }

  @Test func `once the request is finished nobody waits`() async throws {
    let seen = Recorded<Bool>()
    try await TestServer.run { exchange, _ in
      exchange.answer("ok")
      exchange.finish()
      seen.append(exchange.peerIsGone)
      return nil
    } _: { server in
      #expect(try await server.client.get("/").text == "ok")
      try await eventually("the look") { seen.elements == [true] }
    }
  }
}
