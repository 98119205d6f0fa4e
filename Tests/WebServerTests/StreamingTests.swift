import AfterglowTesting
import HTTPTypes
import Testing

/// Responses that come bit by bit.
@Suite(.timeLimit(.minutes(2))) struct StreamingTests {
  @Test(arguments: WebServer.all)
  func `an event arrives before the next one is sent`(server: WebServer) async throws {
    try await server.serve { site in
      let connection = try await site.connect()
      try await connection.send(target: "/events")
      try await receive("data: first\n\n", on: connection)
      try await site.release()
      try await receive("data: second\n\n", on: connection)
      await connection.close()
    }
  }

  private func receive(_ text: String, on connection: HTTPConnection) async throws {
    var received: [UInt8] = []
    while !String(decoding: received, as: UTF8.self).contains(text) {
      let more = try await connection.receiveBytes()
      try #require(!more.isEmpty)
      received += more
    }
  }
}
