import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct FastCGIResponseTests {
  private func response(_ stdout: String) throws -> FastCGIResponse {
    var output = RequestOutput()
    output.stdout = Array(stdout.utf8)
    return try FastCGIResponse(output)
  }

  @Test func readsStatusFieldsAndBody() throws {
    let response = try response(
      "Status: 404 Not Found\r\nContent-Type: text/plain\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
        + "\r\nno\r\n\r\nway")
    #expect(response.status == .notFound)
    #expect(response.status.reasonPhrase == "Not Found")
    #expect(response.headers[.contentType] == "text/plain")
    #expect(response.headers[values: .setCookie] == ["a=1", "b=2"])
    #expect(response.headers.count == 3)
    #expect(response.text == "no\r\n\r\nway")
  }

  @Test func theStatusIs200WhenThereIsNone() throws {
    #expect(try response("Content-Type: text/plain\n\nhello").status == .ok)
  }

  @Test func linesMayEndInEitherNewlineAndValuesInBlanks() throws {
    let response = try response("Status:201\nX-A: \t one two \t\r\nX-B:\n\n")
    #expect(response.status.code == 201)
    #expect(response.headers.map(\.value) == ["one two", ""])
    #expect(response.body.isEmpty)
  }

  @Test(arguments: [
    "", "\r\nbody without header", "Content-Type: text/plain\r\n", "no colon\r\n\r\n", "Bad Name: x\r\n\r\n",
    ": x\r\n\r\n", "Status: OK\r\n\r\n", "Status: 20\r\n\r\n", "Status: 2000\r\n\r\n", "Status: \r\n\r\n",
    "Status: 099\r\n\r\n", "Status: 200\r\nStatus: 201\r\n\r\n", "X-A: nul\u{0}\r\n\r\n",
  ])
  func malformedOutputIsAnError(stdout: String) {
    #expect(throws: MalformedResponse.self) { try response(stdout) }
  }
}
