import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// The number of requests after which a server stops by itself.
@Suite(.timeLimit(.minutes(1))) struct MaxRequestsTests {
  @Test(arguments: [1, 4])
  func `each worker answers no more than the one that it has in hand beyond it`(workers: Int) async throws {
    let most = 50
    let configuration = ServerConfiguration(workers: workers, maxRequests: most)
    let answered = Recorded<Int>()
    try await TestServer.run(configuration: configuration) { exchange, _ in
      answered.append(1)
      exchange.answer("ok")
      return nil
    } _: { server in
      await withTaskGroup { clients in
        for _ in 0..<8 {
          clients.addTask {
            // Until the server is gone.
            while (try? await server.client.get("/")) != nil {}
          }
        }
      }
      try await eventually("the stop") { server.server.activities.allSatisfy { $0 == .ended } }
    }
    // What waits on a socket of the server's own is served at its end: one connection for each client.
    #expect(answered.elements.count >= most)
    #expect(answered.elements.count <= most + workers - 1 + 8)
  }
}
