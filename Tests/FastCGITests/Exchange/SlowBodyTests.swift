import AfterglowTesting
import HTTPTypes
import Testing

/// Clients that send their bodies slowly, through an nginx that hands them on as they come.
@Suite(.timeLimit(.minutes(2))) struct SlowBodyTests {
  @Test func `uploads below the least rate are all answered 408, and the workers are free`() async throws {
    try await uploading("--min-body-rate", "64k") { nginx in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<32 {
          group.addTask {
            let response = try await drip("/files/slow-\(number)", through: nginx)
            #expect(response.status == .requestTimeout)
            #expect(response.text == #"{"detail":"The request body came too slowly."}"#)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await nginx.get("/").text == "Hello, world!")
    }
  }

  @Test func `a body that comes slowly but above the least rate is taken`() async throws {
    try await uploading("--min-body-rate", "100") { nginx in
      let connection = try await nginx.connect()
      try await connection.send(method: .put, target: "/files/steady", headers: [.contentLength: "3000"])
      for _ in 0..<30 {
        try await connection.send(bytes: [UInt8](repeating: 0x62, count: 100))
        try await Task.sleep(for: .milliseconds(100))
      }
      let response = try await connection.receiveResponse(method: .put)
      #expect(response.status == .accepted)
    }
  }

  private func uploading(
    _ arguments: String..., body: nonisolated(nonsending) (NginxServer) async throws -> Void
  ) async throws {
    try await registration(["--workers", "8", "--read-timeout", "2s"] + arguments) { server in
      let site = """
        client_max_body_size 0;
        fastcgi_request_buffering off;
        \(NginxServer.plainSite(for: server.address))
        """
      try await NginxServer.run(site: site) { nginx in try await body(nginx) }
    }
  }

  /// Sends a little again and again until there is an answer, so that something is always on its way then.
  private func drip(_ target: String, through nginx: NginxServer) async throws -> HTTPConnection.Response {
    let connection = try await nginx.connect()
    try await connection.send(method: .put, target: target, headers: [.contentLength: "1000000"])
    let sending = Task {
      while !Task.isCancelled {
        try await connection.send(bytes: [UInt8](repeating: 0x62, count: 10))
        try await Task.sleep(for: .milliseconds(2))
      }
    }
    defer { sending.cancel() }
    return try await connection.receiveResponse(method: .put, within: .seconds(60))
  }
}
