import AfterglowTesting
import FastCGI
import Testing

@Suite(.timeLimit(.minutes(1))) struct FinishTests {
  @Test func finishingTwiceEndsTheRequestOnce() async throws {
    try await TestServer.run { exchange, _ in
      exchange.answer("ok")
      exchange.finish()
      exchange.finish()
      return nil
    } _: { server in
      for _ in 0..<2 {
        let response = try await server.client.get("/")
        #expect(response.text == "ok")
        #expect(response.connectionWasClosed)
      }
    }
  }

  @Test func everyUseOfAFinishedRequestThrows() async throws {
    let exchanges = Recorded<RequestExchange>()
    try await TestServer.run { exchange, _ in
      exchanges.append(exchange)
      exchange.answer("ok")
      return nil
    } _: { server in
      _ = try await server.client.get("/?first")
      let exchange = try #require(exchanges.elements.first)
      expectFinished(exchange)
      // The worker's next request uses the same memory of libfcgi's.
      _ = try await server.client.get("/?second")
      expectFinished(exchange)
      #expect(exchange.params["REQUEST_URI"] == "/?first")
    }
  }

  @Test func workAfterTheFinishMeetsAFinishedRequest() async throws {
    let exchanges = Recorded<RequestExchange>()
    try await TestServer.run { exchange, _ in
      exchange.answer("ok")
      return {
        expectFinished(exchange)
        exchanges.append(exchange)
      }
    } _: { server in
      _ = try await server.client.get("/")
      try await eventually("the work") { exchanges.elements.count == 1 }
    }
  }

  @Test func anAbortedRequestEndsWithoutEndRequest() async throws {
    try await TestServer.run { exchange, _ in
      if exchange.params["REQUEST_URI"] == "/whole" {
        exchange.answer("ok")
      } else {
        try? exchange.write(Array("Content-Type: text/plain\r\n\r\npart".utf8))
        try? exchange.flush()
        try? exchange.write(Array("never sent".utf8))
        exchange.abort()
        exchange.finish()
      }
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.requesting(server.address, uri: "/part")
      let record = try await connection.receiveRecord()
      #expect(String(decoding: record.content, as: UTF8.self).hasSuffix("\r\n\r\npart"))
      _ = try await connection.receiveEndOfStream()
      let next = try await server.client.get("/whole")
      #expect(next.text == "ok")
    }
  }

  @Test func everyUseOfAnAbortedRequestThrows() async throws {
    let exchanges = Recorded<RequestExchange>()
    try await TestServer.run { exchange, _ in
      exchange.abort()
      expectFinished(exchange)
      exchanges.append(exchange)
      return nil
    } _: { server in
      _ = try? await server.client.get("/")
      // The client sees the end before the responder is through.
      try await eventually("the uses") { exchanges.elements.count == 1 }
    }
  }
}

private func expectFinished(_ exchange: RequestExchange) {
  #expect(throws: ExchangeError.finished) { try exchange.write([1]) }
  #expect(throws: ExchangeError.finished) { try exchange.write([UInt8](repeating: 1, count: 100_000)) }
  #expect(throws: ExchangeError.finished) { try exchange.flush() }
  #expect(throws: ExchangeError.finished) { try exchange.writeStandardError("late") }
  #expect(throws: ExchangeError.finished) { try exchange.readAllOfStdin() }
  exchange.setAppStatus(9)
}
