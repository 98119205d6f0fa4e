import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct StreamedResponseTests {
  @Test func `a streamed response arrives piece by piece`() async throws {
    let gate = Journal()
    let app = Application()
    app.get("/") { () in
      Response.stream(contentType: "text/plain") { writer in
        for number in 1...3 {
          try await eventually("piece \(number) is asked for") { gate.entries.count >= number }
          try writer.write("piece \(number)\n")
        }
      }
    }
    try await ServedApplication.serve(app) { client in
      let connection = try await FastCGIConnection.connect(to: client.address)
      try await connection.beginRequest()
      try await connection.sendParams(client.params(method: .get, target: "/"))
      try await connection.finishParams()
      try await connection.finishStdin()
      for number in 1...3 {
        gate.write("next")
        // Nothing more is produced before the next round, so what arrives now is this piece.
        try await connection.receiveText(endingWith: "piece \(number)\n")
      }
      #expect(try await connection.receiveOutput().protocolStatus == .requestComplete)
    }
  }

  @Test func `nothing written is an empty body with the handler's head`() async throws {
    let app = Application()
    app.get("/") { () in Response.stream(status: .accepted) { try $0.write("") } }
    let response = try await ServedApplication.serve(app) { try await $0.get("/") }
    #expect(response.status == .accepted)
    #expect(response.body.isEmpty)
  }

  @Test func `a large stream arrives whole`() async throws {
    let app = Application()
    app.get("/") { () in
      Response.stream { writer in
        for number in 0..<40 { try writer.write([UInt8](repeating: UInt8(number), count: 70_001)) }
      }
    }
    let body = try await ServedApplication.serve(app) { try await $0.get("/").body }
    let expected = (0..<40).flatMap { [UInt8](repeating: UInt8($0), count: 70_001) }
    #expect(body == expected)
  }

  @Test func `bytes of more than one record arrive whole`() async throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
    let app = Application()
    app.get("/") { Response(body: .bytes(bytes)) }
    let response = try await ServedApplication.serve(app) { try await $0.get("/") }
    #expect(response.headers[.contentLength] == "200000")
    #expect(response.body == bytes)
  }

  @Test func `in process, a stream is whole and says what broke it off`() async throws {
    let app = Application()
    app.get("/whole") { () in Response.stream { for text in ["a", "b"] { try $0.write(text) } } }
    app.get("/broken") { () in
      Response.stream { writer in
        try writer.write("a")
        throw TestError()
      }
    }
    let client = try InProcessClient(app)
    #expect(await client.get("/whole").text == "ab")
    let broken = await client.get("/broken")
    #expect(broken.text == "a")
    #expect(broken.bodyError is TestError)
  }
}

extension FastCGIConnection {
  /// Receives stdout until it ends with a text.
  fileprivate func receiveText(endingWith end: String) async throws {
    var received = ""
    while !received.hasSuffix(end) {
      let record = try await receiveRecord()
      guard record.type == .stdout, !record.content.isEmpty else { throw TestError() }
      received += String(decoding: record.content, as: UTF8.self)
    }
  }
}
