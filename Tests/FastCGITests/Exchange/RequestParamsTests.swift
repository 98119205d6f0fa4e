import AfterglowTesting
import FastCGI
import Testing

@Suite(.timeLimit(.minutes(1))) struct RequestParamsTests {
  /// The value of `FCGI_ROLE`, which libfcgi puts before what the web server sent.
  private let role = "RESPONDER"

  @Test func theFirstOfDuplicatesCounts() async throws {
    let params = try await received([("A", "first"), ("B", "other"), ("A", "second")])
    #expect(params["A"] == "first")
    #expect(params.map(\.value) == [role, "first", "other", "second"])
  }

  @Test func anEmptyValueIsNoAbsentOne() async throws {
    let params = try await received([("EMPTY", "")])
    #expect(params["EMPTY"] == "")
    #expect(params.bytes(of: "EMPTY") == [])
    #expect(params["ABSENT"] == nil)
    #expect(params.bytes(of: "ABSENT") == nil)
  }

  @Test func aNameMayBeEmpty() async throws {
    let params = try await received([("", "nameless"), ("A", "named")])
    #expect(params[""] == "nameless")
    #expect(params["A"] == "named")
  }

  @Test func aRequestMayHaveNoParams() async throws {
    let params = try await received([])
    #expect(params.map(\.value) == [role])
    #expect(params["A"] == nil)
  }

  @Test func namesDifferByCase() async throws {
    let params = try await received([("Name", "a"), ("NAME", "b")])
    #expect(params["Name"] == "a")
    #expect(params["NAME"] == "b")
  }

  @Test func aValueMayHoldEqualsSigns() async throws {
    let params = try await received([("QUERY_STRING", "a=b&c==d="), ("A", "=")])
    #expect(params["QUERY_STRING"] == "a=b&c==d=")
    #expect(params["A"] == "=")
  }

  @Test func anEqualsSignEndsAName() async throws {
    let params = try await received([("A=B", "C"), ("D", "E")])
    #expect(params["A"] == "B=C")
    #expect(params["A=B"] == nil)
    #expect(params["D"] == "E")
  }

  @Test func threeHundredAreFoundEach() async throws {
    let sent = (0..<300).map { ("HTTP_X_\($0)", "value \($0)") }
    let params = try await received(sent)
    #expect(params.count == 301)
    #expect(sent.allSatisfy { name, value in params[name] == value })
    #expect(params["HTTP_X_300"] == nil)
  }

  @Test(arguments: [127, 128, 255, 256, 65_535, 65_536, 200_000])
  func aValueMayBeLong(length: Int) async throws {
    let value = String(repeating: "v", count: length)
    let params = try await received([("LONG", value), ("AFTER", "it")])
    #expect(params["LONG"] == value)
    #expect(params["AFTER"] == "it")
  }

  @Test(arguments: [127, 128, 300]) func aNameMayBeLong(length: Int) async throws {
    let name = String(repeating: "N", count: length)
    let params = try await received([(name, "value")])
    #expect(params[name] == "value")
  }

  @Test func bytesThatAreNotUTF8AreRepairedAndStillThere() async throws {
    let value: [UInt8] = [0x61, 0xFF, 0xC3, 0x28, 0x62]
    let params = try await received(bytes: [3, UInt8(value.count)] + Array("RAW".utf8) + value)
    #expect(params["RAW"] == "a\u{FFFD}\u{FFFD}(b")
    #expect(params.bytes(of: "RAW").map(Array.init) == value)
  }

  @Test func theyMayBeCutIntoRecordsAnywhere() async throws {
    let bytes = [("REQUEST_METHOD", "POST"), ("LONG", String(repeating: "v", count: 300))]
      .flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    let params = try await received(bytes: bytes, pieceLength: 3)
    #expect(params["REQUEST_METHOD"] == "POST")
    #expect(params["LONG"]?.count == 300)
  }

  @Test func thoseMadeFromPairsAreLookedUpInTheSameWay() {
    let params = RequestParams([("A", "first"), ("A", "second"), ("B", "")])
    #expect(params["A"] == "first")
    #expect(params["B"] == "")
    #expect(params["C"] == nil)
    #expect(params.map(\.name) == ["A", "A", "B"])
  }

  private func received(_ pairs: [(String, String)]) async throws -> RequestParams {
    try await received(bytes: pairs.flatMap { NameValuePair(name: $0.0, value: $0.1).encoded })
  }

  /// The params as the responder gets them when the web server sends these bytes.
  private func received(bytes: [UInt8], pieceLength: Int = 60_000) async throws -> RequestParams {
    let seen = Recorded<RequestParams>()
    return try await TestServer.run { exchange, _ in
      seen.append(exchange.params)
      exchange.answer("ok")
      return nil
    } _: { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest()
      for start in stride(from: 0, to: bytes.count, by: pieceLength) {
        let piece = Array(bytes[start..<min(start + pieceLength, bytes.count)])
        try await connection.send(Record(type: .params, requestID: 1, content: piece, padding: 5))
      }
      try await connection.finishParams()
      try await connection.finishStdin()
      _ = try await connection.receiveResponse()
      return try #require(seen.elements.first)
    }
  }
}
