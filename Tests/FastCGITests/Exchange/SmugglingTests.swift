import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// A body that nobody reads never becomes a request, on a connection that the web server means to keep.
@Suite(.timeLimit(.minutes(1))) struct SmugglingTests {
  @Test(arguments: [false, true])
  func `records in an unread body are not served, however they are aligned`(overTCP: Bool) async throws {
    try await ignoringBodies(overTCP: overTCP) { server in
      for alignment in 0..<ForgedBody.alignments {
        let connection = try await FastCGIConnection.connect(to: server.address)
        try await connection.sendForged(alignment, params: [("REQUEST_URI", "/honest")])
        let response = try await connection.receiveResponse()
        #expect(response.text == "ok")
        await connection.close()
      }
    }
  }

  @Test func `records in an unread body are not served behind nginx with kept connections`() async throws {
    try await ignoringBodies { server in
      let (site, http) = NginxServer.keepingConnections(to: server.address)
      try await NginxServer.run(site: site, http: http) { nginx in
        for alignment in 0..<ForgedBody.alignments {
          let response = try await post(ForgedBody.bytes(alignment), to: "/honest", alignment, through: nginx)
          #expect(response.text == "ok")
        }
      }
    }
  }

  @Test func `records in a body that no route reads are not served`() async throws {
    try await registration("--workers", "2") { server in
      let (site, http) = NginxServer.keepingConnections(to: server.address)
      try await NginxServer.run(site: site, http: http) { nginx in
        for alignment in 0..<ForgedBody.alignments {
          let body = ForgedBody.bytes(alignment)
          let response = try await post(body, to: "/nowhere", alignment, through: nginx)
          #expect(response.status == .notFound)
        }
        let next = try await nginx.get("/")
        #expect(next.text == "Hello, world!")
      }
      try server.terminate()
      try await server.exitStatus()
      #expect(server.loggedLines == [])
    }
  }

  @Test func `records in a body over the limit are not served`() async throws {
    try await registration("--workers", "2", "--max-body-size", "10k") { server in
      for alignment in 0..<ForgedBody.alignments {
        let connection = try await FastCGIConnection.connect(to: server.address)
        let params = server.client.params(
          method: .post, target: "/register", contentType: "application/json", contentLength: 20_000)
        try await connection.sendForged(alignment, params: params)
        let response = try await connection.receiveResponse()
        #expect(response.status == .contentTooLarge)
        await connection.close()
      }
      try server.terminate()
      try await server.exitStatus()
      #expect(server.loggedLines == [])
    }
  }

  private func post(
    _ body: [UInt8], to target: String, _ alignment: Int, through nginx: NginxServer
  ) async throws -> HTTPConnection.Response {
    let shift = try #require(HTTPField.Name("X-Shift"))
    return try await nginx.send(
      method: .post, target: target, headers: [shift: ForgedBody.shift(alignment)], body: body)
  }

  /// Runs a closure with a server that reads no body, and counts what it was asked.
  ///
  /// It has one worker, which serves what comes first. So the last request is answered when any forged one would have
  /// been.
  private func ignoringBodies(
    overTCP: Bool = false, _ body: nonisolated(nonsending) (TestServer) async throws -> Void
  ) async throws {
    let seen = Recorded<String>()
    try await TestServer.run(overTCP: overTCP) { exchange, _ in
      seen.append((exchange.params["REMOTE_USER"] ?? "") + (exchange.params["REQUEST_URI"] ?? ""))
      exchange.answer("ok")
      return nil
    } _: { server in
      try await body(server)
      let last = try await server.client.get("/last")
      #expect(last.text == "ok")
    }
    let honest = [String](repeating: "/honest", count: ForgedBody.alignments)
    #expect(seen.elements == honest + ["/last"])
  }
}
