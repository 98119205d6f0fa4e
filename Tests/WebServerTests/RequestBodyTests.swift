import AfterglowTesting
import HTTPTypes
import Testing

/// How request bodies reach the application, and come back.
@Suite(.timeLimit(.minutes(2))) struct RequestBodyTests {
  /// Around the sizes of libfcgi's buffer and of a FastCGI record.
  private static let lengths = [0, 1, 8191, 8192, 8193, 65_535, 65_536, 1_000_001]

  @Test(arguments: WebServer.all)
  func `a body of any length comes whole, and goes back`(server: WebServer) async throws {
    try await server.serve { site in
      for length in Self.lengths {
        try await expectEcho(of: .numbered(length), [:], .numbered(length), site)
      }
    }
  }

  @Test(arguments: WebServer.all(but: .haproxy))
  func `a body in chunks of any length comes whole`(server: WebServer) async throws {
    try await server.serve { site in
      for length in Self.lengths {
        try await expectEcho(of: .numbered(length), .chunked, .chunks(.numbered(length)), site)
      }
    }
  }

  /// HAProxy has the other lengths in ``DeviationTests``.
  @Test(arguments: [0, 1, 8191, 8192, 8193])
  func `HAProxy takes a body in chunks that fits into its buffer`(length: Int) async throws {
    try await WebServer.haproxy.serve { site in
      try await expectEcho(of: .numbered(length), .chunked, .chunks(.numbered(length)), site)
    }
  }

  private func expectEcho(
    of body: [UInt8], _ headers: HTTPFields, _ sent: [UInt8], _ site: RunningSite
  ) async throws {
    let response = try await site.send(.post, "/body", headers: headers, body: sent)
    #expect(response.status == .ok, "a body of \(body.count) bytes")
    let isSame = response.body == body
    #expect(isSame, "\(response.body.count) of \(body.count) bytes")
  }

  @Test(arguments: WebServer.all)
  func `a body over the limit is a 413`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.post, "/body", body: .numbered(1_048_577))
      #expect(response.status == .contentTooLarge)
    }
  }

  @Test(arguments: WebServer.all(but: .haproxy))
  func `a body in chunks over the limit is a 413`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(
        .post, "/body", headers: .chunked, body: .chunks(.numbered(1_048_577)))
      #expect(response.status == .contentTooLarge)
    }
  }

  @Test(arguments: WebServer.all(but: .apache, .caddy, .haproxy))
  func `a client that is slow to send a body takes up no worker`(server: WebServer) async throws {
    try await server.serve(workers: 1) { site in
      let upload = try await site.beginUpload()
      #expect(try await site.send(.get, "/answers/200").text == "status 200")
      try await upload.send(bytes: .numbered(200_000))
      #expect(try await upload.receiveResponse().text == "300000")
      await upload.close()
    }
  }

  @Test(arguments: WebServer.all)
  func `a response to a body that nobody reads arrives, and so does the next`(server: WebServer) async throws
  {
    try await server.serve(workers: 1) { site in
      for _ in 0..<3 {
        let response = try await site.send(.post, "/nowhere", body: .numbered(1_000_001))
        #expect(response.status == .notFound)
      }
      #expect(try await site.send(.get, "/answers/200").text == "status 200")
    }
  }
}

extension RunningSite {
  /// Sends 100,000 bytes of an upload of 300,000.
  func beginUpload() async throws -> HTTPConnection {
    let connection = try await connect()
    try await connection.send(method: .put, target: "/files/upload", headers: [.contentLength: "300000"])
    try await connection.send(bytes: .numbered(100_000))
    return connection
  }
}

extension HTTPFields {
  static let chunked: HTTPFields = [.transferEncoding: "chunked"]
}

extension [UInt8] {
  /// Bytes of which no two stretches are the same.
  static func numbered(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
  }

  /// A body in chunks of 10,000 bytes (RFC 9112, section 7.1).
  static func chunks(_ body: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: 10_000) {
      let chunk = body[start..<Swift.min(start + 10_000, body.count)]
      result += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
    }
    return result + Array("0\r\n\r\n".utf8)
  }
}
