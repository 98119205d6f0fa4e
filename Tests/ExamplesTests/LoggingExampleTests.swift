import AfterglowTesting
import Testing

/// The page "Logging".
@Suite(.timeLimit(.minutes(1))) struct LoggingExampleTests {
  @Test func `every logger's lines carry the request's id`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Logging"]) { server in
      #expect(try await server.client.post("/orders/7", json: "{}").text == "Thank you.")
      let order = try await server.waitForLogLine(containing: "An order has come in.")
      let id = try #require(order.firstMatch(of: /request-id=([^ ]+)/)?.1)
      #expect(order.hasSuffix(" info afterglow: number=7 request-id=\(id) [Examples] An order has come in."))
      let payment = try await server.waitForLogLine(containing: "The card is charged.")
      #expect(payment.hasSuffix(" info payments: request-id=\(id) [Examples] The card is charged."))
    }
  }
}
