import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPConnectionTests {
  /// Sends a request to a listener that answers with the given bytes and closes.
  private func response(
    _ bytes: String, to method: HTTPRequest.Method = .get
  ) async throws -> HTTPConnection.Response {
    let server = try FakeApplication { peer in
      _ = peer.receive()
      peer.send(Array(bytes.utf8))
    }
    let connection = try await HTTPConnection.connect(to: server.address)
    try await connection.send(method: method, target: "/")
    return try await connection.receiveResponse(method: method)
  }

  @Test func chunksAndTrailersAreTakenApart() async throws {
    let response = try await response(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n")
    #expect(response.text == "abc0123456789")
  }

  @Test func interimResponsesAreSkipped() async throws {
    let response = try await response(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok")
    #expect(response.status == .created)
    #expect(response.text == "ok")
  }

  @Test(arguments: [(204, HTTPRequest.Method.get), (304, .get), (200, .head)])
  func someResponsesHaveNoBodyWhateverTheirLength(code: Int, method: HTTPRequest.Method) async throws {
    let response = try await response("HTTP/1.1 \(code) X\r\nContent-Length: 5\r\n\r\n", to: method)
    #expect(response.status.code == code)
    #expect(response.body.isEmpty)
  }

  @Test func withoutALengthTheBodyEndsWithTheConnection() async throws {
    #expect(try await response("HTTP/1.1 200 OK\r\n\r\nall of it").text == "all of it")
  }

  @Test func aBodyCutOffIsAnEndOfStream() async throws {
    let error = await #expect(throws: ConnectionError.self) {
      try await response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")
    }
    #expect(error?.reason == .endOfStream)
  }

  @Test(arguments: [
    "nonsense\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ])
  func nonsenseIsAnErrorNotATrap(bytes: String) async throws {
    await #expect(throws: MalformedResponse.self) { try await response(bytes) }
  }
}
