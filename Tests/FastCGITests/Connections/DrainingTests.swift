import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// A stop with kept connections.
@Suite(.timeLimit(.minutes(1))) struct DrainingTests {
  @Test func `idle kept connections hold up a stop for about a second`() async throws {
    try await registration("--workers", "4") { server in
      let connections = try await kept(20, on: server)
      let start = ContinuousClock.now
      try server.terminate()
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
      #expect(start.duration(to: .now) < .milliseconds(2500))
      for connection in connections { #expect(try await connection.receiveEndOfStream() == .closed) }
    }
  }

  @Test func `requests that have come on kept connections are answered, each the last of its own`()
    async throws
  {
    try await registration("--workers", "1") { server in
      let connections = try await kept(20, on: server)
      try await begin("/slow?ms=200", on: connections[0], of: server)
      for connection in connections.dropFirst() { try await begin("/", on: connection, of: server) }
      try server.terminate()
      for connection in connections {
        let last = try await connection.receiveResponse()
        #expect(last.status == .ok)
        #expect(try await connection.receiveEndOfStream() == .closed)
      }
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
    }
  }

  @Test func `a request in hand on a kept connection is answered, with others idle`() async throws {
    try await registration("--workers", "2") { server in
      let connections = try await kept(5, on: server)
      async let slow = server.client.send(
        target: "/slow?ms=1500", keepConnection: true, on: connections[0])
      // The second request is served after the first has been taken: there is one free worker for it.
      _ = try await server.client.send(target: "/slow?ms=100", keepConnection: true, on: connections[1])
      try server.terminate()
      #expect(try await slow.text == "ok")
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
    }
  }

  @Test func `nginx's idle connections hold up no stop and lose no request`() async throws {
    try await registration("--workers", "4") { server in
      let (site, http) = NginxServer.keepingConnections(to: server.address, connections: 16)
      try await NginxServer.run(site: site, http: http) { nginx in
        for _ in 0..<10 { #expect(try await nginx.get("/").status == .ok) }
        try server.terminate()
        let status = try await server.exitStatus(within: .milliseconds(2500))
        #expect(status == .exited(code: 0))
      }
    }
  }

  /// Sends a request, all of it, without waiting for the response.
  private func begin(
    _ target: String, on connection: FastCGIConnection, of server: SpawnedServer
  ) async throws {
    try await connection.beginRequest(keepConnection: true)
    try await connection.sendParams(server.client.params(method: .get, target: target))
    try await connection.finishParams()
    try await connection.finishStdin()
  }

  /// Connections that have served a request each and are idle now.
  private func kept(_ count: Int, on server: SpawnedServer) async throws -> [FastCGIConnection] {
    var connections: [FastCGIConnection] = []
    for _ in 0..<count {
      let connection = try await FastCGIConnection.connect(to: server.address)
      let response = try await server.client.send(target: "/", keepConnection: true, on: connection)
      #expect(response.text == "Hello, world!")
      connections.append(connection)
    }
    return connections
  }
}
