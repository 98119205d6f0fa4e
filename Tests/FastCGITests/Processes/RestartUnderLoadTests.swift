import AfterglowTesting
import Glibc
import HTTPTypes
import Synchronization
import Testing

/// What clients of nginx notice while processes are replaced.
///
/// `Tests/Benchmarks/restarts` is the long version.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RestartUnderLoadTests {
  private static let clients = 4

  @Test(arguments: [true, false])
  func `two restarts cost no request, GET or POST`(keepingConnections: Bool) async throws {
    try await managedRegistration("--workers", "2") { server in
      let result = try await underLoad(server, keepingConnections: keepingConnections) {
        for _ in 0..<2 { try await restart(server) }
      }
      #expect(result.failures.isEmpty)
      try await eventually("the log line of each registration") { server.dataLines == result.registered }
    }
  }

  @Test func `a process that is killed costs no more than each client's request in hand`() async throws {
    try await managedRegistration("--workers", "2") { server in
      let kills = 3
      let result = try await underLoad(server, keepingConnections: true) {
        for _ in 0..<kills {
          let former = server.servingProcesses
          kill(former[0], SIGKILL)
          try await eventually("two processes", within: .seconds(1)) { server.managedProcesses.count == 2 }
          try await server.waitForProcesses(2, otherThan: [former[0]])
        }
      }
      #expect(result.failures.count <= kills * Self.clients)
      #expect(result.failures.allSatisfy { $0 == .badGateway })
    }
  }

  private func restart(_ server: SpawnedServer) async throws {
    let former = server.servingProcesses
    try server.send(.hangUp)
    try await eventually("the end of the old processes", within: .seconds(15)) {
      !former.contains(where: isAlive)
    }
    try await server.waitForProcesses(2, otherThan: former)
  }

  /// Does something while clients send requests through nginx, each one after another.
  private func underLoad(
    _ server: SpawnedServer, keepingConnections: Bool,
    _ body: nonisolated(nonsending) () async throws -> Void
  ) async throws -> LoadResult {
    let kept = NginxServer.keepingConnections(to: server.address)
    let site = keepingConnections ? kept.site : NginxServer.plainSite(for: server.address)
    let load = Load()
    try await NginxServer.run(site: site, http: keepingConnections ? kept.http : "") { nginx in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<Self.clients { group.addTask { try await load.send(through: nginx) } }
        defer { load.end() }
        try await eventually("the first requests") { load.result.answered > 10 }
        try await body()
        let answered = load.result.answered
        try await eventually("requests afterwards") { load.result.answered > answered + 10 }
        load.end()
        try await group.waitForAll()
      }
    }
    return load.result
  }
}

/// How the requests were answered.
private struct LoadResult {
  var answered = 0
  /// How many registrations were answered well.
  var registered = 0
  /// The statuses of the others.
  var failures: [HTTPResponse.Status] = []
}

/// Clients that send a GET and a POST in turn, until it is enough.
private final class Load: Sendable {
  private static let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)

  private let state = Mutex((result: LoadResult(), isOver: false))

  var result: LoadResult { state.withLock { $0.result } }

  func end() { state.withLock { $0.isOver = true } }

  func send(through nginx: NginxServer) async throws {
    let connection = try await nginx.connect()
    while !state.withLock({ $0.isOver }) {
      try await connection.send(target: "/")
      note(try await connection.receiveResponse(), expected: .ok)
      try await connection.send(
        method: .post, target: "/register", headers: [.contentType: "application/json"], body: Self.user)
      note(try await connection.receiveResponse(method: .post), expected: .created)
    }
    await connection.close()
  }

  private func note(_ response: HTTPConnection.Response, expected: HTTPResponse.Status) {
    state.withLock { state in
      if response.status == expected {
        state.result.answered += 1
        if expected == .created { state.result.registered += 1 }
      } else {
        state.result.failures.append(response.status)
      }
    }
  }
}
