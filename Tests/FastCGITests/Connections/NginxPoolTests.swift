import AfterglowTesting
import HTTPTypes
import Testing

/// nginx with `keepalive 16` and `fastcgi_keep_conn on` before four workers.
@Suite(.timeLimit(.minutes(1))) struct NginxPoolTests {
  @Test func `beside a task, 500 further requests wait for nothing`() async throws {
    try await keepingConnections { server, nginx in
      // nginx takes the connection that became idle last: the one whose worker runs the task.
      let accepted = try await nginx.post("/tasks?ms=60000&count=1", json: "{}")
      #expect(accepted.status == .accepted)
      let connection = try await nginx.connect()
      var slowest = Duration.zero
      for _ in 0..<500 {
        let start = ContinuousClock.now
        try await connection.send(target: "/")
        let response = try await connection.receiveResponse()
        #expect(response.text == "Hello, world!")
        slowest = max(slowest, start.duration(to: .now))
      }
      // 0.2 s on a quiet machine, which is Tests/Benchmarks/kept-connections' to see.
      #expect(slowest < .seconds(1))
      try server.send(.kill)
    }
  }

  @Test func `16 clients on 4 workers each get their share`() async throws {
    try await keepingConnections { _, nginx in
      let end = ContinuousClock.now + .seconds(1)
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<16 { group.addTask { try await requests(through: nginx, until: end) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let mean = counts.reduce(0, +) / counts.count
      #expect(counts.allSatisfy { $0 > 0 && $0 * 2 >= mean }, "\(counts)")
    }
  }

  private func requests(
    through nginx: NginxServer, until end: ContinuousClock.Instant
  ) async throws -> Int {
    let connection = try await nginx.connect()
    var count = 0
    while ContinuousClock.now < end {
      try await connection.send(target: "/")
      let response = try await connection.receiveResponse()
      #expect(response.text == "Hello, world!")
      count += 1
    }
    await connection.close()
    return count
  }

  private func keepingConnections(
    _ body: nonisolated(nonsending) (SpawnedServer, NginxServer) async throws -> Void
  ) async throws {
    try await registration("--workers", "4") { server in
      let (site, http) = NginxServer.keepingConnections(to: server.address, connections: 16)
      try await NginxServer.run(site: site, http: http) { nginx in
        try await body(server, nginx)
      }
    }
  }
}
