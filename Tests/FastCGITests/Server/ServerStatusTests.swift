import AfterglowTesting
import FastCGI
import FoundationEssentials
import HTTPTypes
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.timeLimit(.minutes(1))) struct ServerStatusTests {
  @Test func `it names the request that a worker answers, and since when`() async throws {
    let gate = Gate()
    try await TestServer.run(configuration: ServerConfiguration(workers: 2)) { exchange, worker in
      worker.beginResponding(to: exchange.params["REQUEST_URI"] ?? "")
      await gate.wait()
      exchange.answer("ok")
      return nil
    } _: { server in
      defer { gate.open() }
      let before = Date.now
      async let response = server.client.get("/slow")
      let named = try await eventually("its name") {
        server.server.status.workers.first { $0.activity == .responding("/slow") }
      }
      #expect(named.since > before.addingTimeInterval(-0.01))
      #expect(named.since <= .now)
      let status = server.server.status
      #expect(status.activeConnections == 1)
      #expect(status.answeredRequests == 0)
      #expect(status.workers.count { $0.activity == .idle } == 1)
      gate.open()
      _ = try await response
    }
  }

  @Test func `a worker that runs a background task has given its connection back`() async throws {
    let gate = Gate()
    try await TestServer.run { exchange, worker in
      _ = try? exchange.readAllOfStdin()
      exchange.answer("ok")
      return {
        worker.beginTask(named: "e-mail")
        await gate.wait()
      }
    } _: { server in
      defer { gate.open() }
      let connection = try await FastCGIConnection.connect(to: server.address)
      _ = try await server.client.send(target: "/", keepConnection: true, on: connection)
      try await eventually("the task") {
        server.server.status.workers.map(\.activity) == [.runningTask("e-mail")]
      }
      let status = server.server.status
      #expect(status.activeConnections == 0)
      #expect(status.idleConnections == 1)
      #expect(status.answeredRequests == 1)
      await connection.close()
    }
  }

  @Test func `connections and requests are counted apart`() async throws {
    try await TestServer.run { exchange, _ in
      _ = try? exchange.readAllOfStdin()
      exchange.answer("ok")
      return nil
    } _: { server in
      #expect(server.server.status.acceptedConnections == 0)
      let connection = try await FastCGIConnection.connect(to: server.address)
      for _ in 0..<3 {
        _ = try await server.client.send(target: "/", keepConnection: true, on: connection)
      }
      _ = try await server.client.get("/")
      #expect(server.server.status.acceptedConnections == 2)
      #expect(server.server.status.answeredRequests == 4)
      await connection.close()
    }
  }

  @Test func `it says which process it is of, and since when that has been there`() async throws {
    let before = Date.now
    try await TestServer.run { _, _ in
      nil
    } _: { server in
      let status = server.server.status
      #expect(status.processIdentifier == getpid())
      #expect(status.startedAt >= before.addingTimeInterval(-0.01))
      #expect(status.startedAt <= status.takenAt)
    }
  }
}
