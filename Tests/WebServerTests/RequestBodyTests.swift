import AfterglowTesting
import HTTPTypes
import Testing

@testable import EchoService

/// How request bodies reach the application, and come back.
@Suite(.timeLimit(.minutes(2))) struct RequestBodyTests {
  /// Around the sizes of libfcgi's buffer and of a FastCGI record.
  private static let lengths = [0, 1, 8191, 8192, 8193, 65_535, 65_536, 1_000_001]

  private func body(_ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
  }

  @Test(arguments: WebServer.all)
  func `a body of any length comes whole, and goes back`(server: WebServer) async throws {
    try await server.serve { site in
      for length in Self.lengths {
        let response = try await site.send(.post, "/body", body: body(length))
        #expect(response.status == .ok)
        let isSame = response.body == body(length)
        #expect(isSame, "\(response.body.count) of \(length) bytes")
      }
    }
  }

  @Test(arguments: WebServer.all)
  func `a body in chunks comes whole, its length unknown to the client`(server: WebServer) async throws {
    try await server.serve { site in
      for length in Self.lengths {
        let response = try await site.send(
          .post, "/body", headers: [.transferEncoding: "chunked"], body: chunked(body(length)))
        #expect(response.status == .ok)
        let isSame = response.body == body(length)
        #expect(isSame, "\(response.body.count) of \(length) bytes")
      }
    }
  }

  @Test(arguments: WebServer.all)
  func `a body over the limit is a 413`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.post, "/body", body: [UInt8](repeating: 1, count: 1_048_577))
      #expect(response.status == .contentTooLarge)
    }
  }

  @Test(arguments: WebServer.all)
  func `a body in chunks over the limit is a 413`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(
        .post, "/body", headers: [.transferEncoding: "chunked"],
        body: chunked([UInt8](repeating: 1, count: 1_048_577)))
      #expect(response.status == .contentTooLarge)
    }
  }

  /// In chunks of 10,000 bytes (RFC 9112, section 7.1).
  private func chunked(_ body: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: 10_000) {
      let chunk = body[start..<min(start + 10_000, body.count)]
      result += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
    }
    return result + Array("0\r\n\r\n".utf8)
  }
}
