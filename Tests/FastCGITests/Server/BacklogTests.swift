import AfterglowTesting
import FastCGI
import Glibc
import HTTPTypes
import Testing

/// What waits to be accepted when the process stops that opened the socket, while a task runs on every worker.
@Suite(.serialized, .timeLimit(.minutes(1))) struct BacklogTests {
  private static let listenings = [ServerListening.unixSocketByArgument, .loopbackByArgument]

  @Test(arguments: listenings, [0, 2])
  func `it is served by the next worker that is free, and connections after it are refused`(
    listening: ServerListening, processes: Int
  ) async throws {
    try await serving(listening, processes: processes, graceful: "30s") { server in
      // As long as the tasks run, nobody accepts.
      var busy: [FastCGIConnection] = []
      for _ in 0..<max(processes, 1) { busy.append(try await server.send("/slow?ms=5000")) }
      try await eventually("busy workers") { server.acceptedConnections == busy.count }
      var waiting: [FastCGIConnection] = []
      for _ in 0..<5 { waiting.append(try await server.send("/")) }
      try server.terminate()
      try await eventually("the refusal", within: .seconds(4)) { await isRefused(server.address) }
      #expect(server.logCount(of: "Stopped") == 0, "the tasks still run")
      for connection in busy { #expect(try await connection.receiveResponse().text == "ok") }
      for connection in waiting { #expect(try await connection.receiveResponse().text == "Hello, world!") }
      #expect(try await server.exitStatus(within: .seconds(15)) == .exited(code: 0))
    }
  }

  @Test(arguments: listenings, [0, 2])
  func `what nobody comes to serve is counted, and the exit code says so`(
    listening: ServerListening, processes: Int
  ) async throws {
    try await serving(listening, processes: processes, graceful: "2s") { server in
      var busy: [FastCGIConnection] = []
      for _ in 0..<max(processes, 1) { busy.append(try await server.send("/slow?ms=60000")) }
      try await eventually("busy workers") { server.acceptedConnections == busy.count }
      var waiting: [FastCGIConnection] = []
      for _ in 0..<5 { waiting.append(try await server.send("/")) }
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(15)) == .exited(code: 75))
      try await server.waitForLogLine(containing: "connection(s) that waited to be served")
    }
  }

  @Test(arguments: listenings, [0, 2])
  func `a reload leaves the socket as it is`(listening: ServerListening, processes: Int) async throws {
    guard processes > 0 else { return }
    try await serving(listening, processes: processes, graceful: "30s") { server in
      let former = server.servingProcesses
      try server.send(.hangUp)
      try await server.waitForProcesses(processes, otherThan: former)
      for _ in 0..<20 { #expect(try await server.client.get("/").text == "Hello, world!") }
    }
  }

  @Test(arguments: listenings)
  func `behind nginx, of two hosts the other one takes what comes`(listening: ServerListening) async throws {
    try await serving(listening, processes: 0, graceful: "30s") { first in
      try await serving(listening, processes: 0, graceful: "30s") { second in
        let http = """
          upstream hosts { server \(first.address.forNginx); server \(second.address.forNginx); }
          """
        try await NginxServer.run(
          site: "location / { include /etc/nginx/fastcgi_params; fastcgi_pass hosts; }", http: http
        ) {
          nginx in
          let task = try await first.client.post("/tasks?ms=4000&count=1", json: "{}")
          #expect(task.text == #"{"message":"Accepted"}"#)
          try first.terminate()
          // On TCP a connection that is begun meanwhile is refused a second later.
          for _ in 0..<20 {
            let response = try await nginx.post("/tasks?ms=0&count=1", json: "{}")
            #expect(response.status == .accepted)
          }
          #expect(try await first.exitStatus(within: .seconds(15)) == .exited(code: 0))
        }
      }
    }
  }

  private func serving(
    _ listening: ServerListening, processes: Int, graceful: String,
    _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    let arguments = ["--workers", "1", "--processes", "\(processes)", "--graceful-timeout", graceful]
    try await registration(arguments, listeningOn: listening) { server in
      try await server.waitForLogLine(containing: processes == 0 ? "Serving." : "manager=")
      try await body(server)
    }
  }

  /// Whether a connection is refused; on TCP it takes a second until one is told so.
  private func isRefused(_ address: ServerAddress) async -> Bool {
    do {
      let connection = try await FastCGIConnection.connect(to: address)
      await connection.close()
      return false
    } catch {
      return true
    }
  }
}

extension ServerAddress {
  fileprivate var forNginx: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): "\(host):\(port)"
    case .inherited: preconditionFailure("nginx connects to an address")
    }
  }
}

extension SpawnedServer {
  /// How many connections the process, or its manager's processes, have accepted and not closed yet.
  var acceptedConnections: Int {
    let managed = servingProcesses
    return managed.isEmpty ? connectionCount : managed.reduce(0) { $0 + connections(of: $1) }
  }
}
