import AfterglowTesting
import HTTPTypes
import Testing

/// Responses that come bit by bit.
@Suite(.timeLimit(.minutes(2))) struct StreamingTests {
  @Test(arguments: WebServer.all)
  func `an event arrives before the next one is sent`(server: WebServer) async throws {
    try await server.serve { site in
      try await site.expectPieces(of: "/events", ["data: first", "data: second"])
    }
  }

  @Test(arguments: WebServer.all(but: .nginxPlain))
  func `what the application flushes arrives`(server: WebServer) async throws {
    try await server.serve { site in
      try await site.expectPieces(of: "/events/plain", ["first", "second"])
    }
  }
}

extension RunningSite {
  /// Receives the first piece of a stream, lets the application send the second, and receives that.
  func expectPieces(of target: String, _ pieces: [String]) async throws {
    let connection = try await connect()
    try await connection.send(target: target)
    try await connection.receive(pieces[0])
    try await release()
    try await connection.receive(pieces[1])
    await connection.close()
  }
}

extension HTTPConnection {
  /// Receives until a text has come.
  func receive(_ text: String) async throws {
    var received: [UInt8] = []
    while !String(decoding: received, as: UTF8.self).contains(text) {
      let more = try await receiveBytes()
      try #require(!more.isEmpty, "the response ends before \(text)")
      received += more
    }
  }
}
