import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A process with few descriptors before a web server that keeps many connections.
@Suite(.timeLimit(.minutes(2))) struct DescriptorShortageTests {
  private static let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)

  @Test func `with a soft limit of 64, 100 connections are kept and every task runs`() async throws {
    try await limited("ulimit -S -n 64") { server in
      let connections = try await register(100, with: server)
      for round in 2...4 {
        for connection in connections { try await register(on: connection, server) }
        try await eventually("each task's line", within: .seconds(30)) {
          server.loggedLines.count == round * connections.count
        }
      }
      #expect(server.connectionCount == 100)
    }
  }

  @Test func `with a hard limit of 64, what can't be kept is closed, and every task runs`() async throws {
    try await limited("ulimit -n 64") { server in
      let connections = try await register(100, with: server)
      try await eventually("each task's line", within: .seconds(30)) { server.loggedLines.count == 100 }
      try await eventually("the close of what isn't kept") { server.connectionCount <= 8 }
      // The first ones came while there was room, and an idle one is never closed to make some.
      for connection in connections.prefix(5) { try await register(on: connection, server) }
      try await eventually("their lines") { server.loggedLines.count == 105 }
    }
  }

  @Test func `connections on which nothing comes leave handlers and tasks their descriptors`() async throws {
    try await limited("ulimit -n 64") { server in
      var silent: [FastCGIConnection] = []
      for _ in 0..<100 { silent.append(try await .connect(to: server.address)) }
      try await eventually("as many as are accepted") { server.connectionCount >= 16 }
      #expect(server.connectionCount <= 20)
      for connection in silent { await connection.close() }
      try await eventually("room for others") {
        let response = try? await server.client.send(
          method: .post, target: "/register", contentType: "application/json", body: Self.user)
        return response?.status == .created
      }
    }
  }

  @Test func `a program that a task starts has the limit that the service began with`() async throws {
    let folder = try TestFolder()
    let script =
      "#!/bin/sh\nulimit -S -n > \(folder.path("limit.new"))\n"
      + "mv \(folder.path("limit.new")) \(folder.path("limit"))\nexec cat > /dev/null\n"
    try script.write(toFile: folder.path("sendmail"), atomically: true, encoding: .utf8)
    chmod(folder.path("sendmail"), 0o700)
    try await limited("ulimit -S -n 64", environment: ["REGISTRATION_SENDMAIL": folder.path("sendmail")]) {
      server in
      let connections = try await register(100, with: server)
      _ = try await server.client.send(
        method: .post, target: "/users", contentType: "application/json", body: Self.user)
      let limit = try await eventually("the program") {
        try? String(contentsOfFile: folder.path("limit"), encoding: .utf8)
      }
      #expect(limit == "64\n")
      for connection in connections { await connection.close() }
    }
  }

  private func limited(
    _ limit: String, environment: [String: String] = [:],
    _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .path("/bin/sh"),
      arguments: ["-c", "\(limit) && exec \"$0\" \"$@\"", try pathOfRegistration(), "--workers", "4"],
      environment: ["REGISTRATION_DATA": "."].merging(environment) { $1 }, body)
  }

  /// Makes connections that are to be kept, with a request on each.
  private func register(
    _ count: Int, with server: SpawnedServer
  ) async throws -> [FastCGIConnection] {
    var connections: [FastCGIConnection] = []
    for _ in 0..<count {
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await register(on: connection, server)
      connections.append(connection)
    }
    return connections
  }

  private func register(on connection: FastCGIConnection, _ server: SpawnedServer) async throws {
    let response = try await server.client.send(
      method: .post, target: "/register", contentType: "application/json", body: Self.user,
      keepConnection: true, on: connection)
    #expect(response.status == .created)
  }
}
