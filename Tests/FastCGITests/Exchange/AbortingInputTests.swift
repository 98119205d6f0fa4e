import AfterglowTesting
import HTTPTypes
import Testing

/// Input that ends the process: the process manager replaces it, and everybody else is served.
@Suite(.timeLimit(.minutes(1))) struct AbortingInputTests {
  struct Input: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
  }

  private static let begin = Record.beginRequest(requestID: 1, role: .responder, keepConnection: false)

  static let inputs = [
    Input(
      testDescription: "FCGI_GET_VALUES with four names within a request",
      bytes: begin.encoded
        + Record(
          type: .getValues, requestID: 0,
          content: ["FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS", "FCGI_MAX_CONNS"]
            .flatMap { NameValuePair(name: $0, value: "").encoded }
        ).encoded + begin.encoded),
    Input(
      testDescription: "a param whose name and value have 2^31 bytes together",
      bytes: begin.encoded
        + Record(
          type: .params, requestID: 1, content: [0xC0, 0, 0, 0, 0xC0, 0, 0, 0, 0x41]
        ).encoded),
  ]

  @Test(arguments: inputs)
  func `a process that libfcgi aborts is replaced, and everyone else is served`(input: Input) async throws {
    try await managedRegistration("--workers", "2") { server in
      let before = try await server.waitForProcesses(2)
      let connection = try await FastCGIConnection.connect(to: server.address)
      try? await connection.send(bytes: input.bytes)
      // Within a request libfcgi reads on, and notices what it wrote past the end of its stack when it returns.
      await connection.close()
      let line = try await server.waitForLogLine(
        containing: "A process died and is replaced.", within: .seconds(50))
      #expect(line.contains("signal 6 (Aborted)"))
      for _ in 0..<50 {
        let response = try await server.client.get("/")
        #expect(response.text == "Hello, world!")
      }
      let after = try await server.waitForProcesses(2)
      #expect(Set(after).intersection(before).count == 1)
    }
  }

  @Test func `a process that wants more memory than it may have dies and is replaced`() async throws {
    try await managedRegistration("--workers", "1", "--max-memory", "192m") { server in
      let flood = Task { await endlessParams(to: server.address) }
      let line = try await server.waitForLogLine(
        containing: "A process died and is replaced.", within: .seconds(50))
      flood.cancel()
      #expect(line.contains("error") && line.contains("end=signal "))
      #expect(line.contains("after=0.0 seconds"))
      for _ in 0..<20 {
        let response = try await server.client.get("/")
        #expect(response.text == "Hello, world!")
      }
      try await server.waitForProcesses(2)
    }
  }

  @Test(arguments: [["--max-params", "30"], ["--max-params-size", "2k"]])
  func `a request with more params than it may have is answered 431`(limit: [String]) async throws {
    try await registration(["--workers", "1"] + limit) { server in
      let fields = (0..<40).map { ("HTTP_X_\($0)", String(repeating: "v", count: 60)) }
      for _ in 0..<2 {
        let refused = try await server.client.send(target: "/", extraParams: fields)
        #expect(refused.status == .requestHeaderFieldsTooLarge)
        #expect(refused.text == #"{"detail":"The request has too many or too large header fields."}"#)
        let next = try await server.client.get("/")
        #expect(next.text == "Hello, world!")
      }
    }
  }

  /// Sends params until the connection breaks, at the pace at which they are taken.
  private func endlessParams(to address: ServerAddress) async {
    guard let connection = try? await FastCGIConnection.connect(to: address) else { return }
    try? await connection.beginRequest()
    let params = (0..<15).map { ("NAME_\($0)", String(repeating: "v", count: 4000)) }
    while !Task.isCancelled, (try? await connection.sendParams(params)) != nil {}
    await connection.close()
  }
}
