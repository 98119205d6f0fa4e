import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// Runs a closure with the example service as a real process, which keeps its data in the server's folder.
nonisolated(nonsending) func registration(
  _ arguments: String..., listeningOn listening: ServerListening = .unixSocket,
  _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
) async throws {
  try await registration(arguments, listeningOn: listening, body)
}

nonisolated(nonsending) func registration(
  _ arguments: [String], listeningOn listening: ServerListening = .unixSocket,
  _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
) async throws {
  try await SpawnedServer.run(
    executable: .product("Registration"), arguments: arguments, environment: ["REGISTRATION_DATA": "."],
    listeningOn: listening, body)
}

/// The executable's path, for tests that start it in a way of their own.
func pathOfRegistration() throws -> String {
  let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  return tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Registration"
}

extension SpawnedServer {
  /// The lines of the service's log file.
  var loggedLines: [Substring] {
    let text = try? String(contentsOfFile: folder + "/log.txt", encoding: .utf8)
    return text?.split(separator: "\n") ?? []
  }

  /// How many connections the process has accepted and not closed yet.
  var connectionCount: Int { connections(of: processIdentifier) }

  /// The processor time that the process has used so far, in ticks of 10 ms (proc(5): utime and stime).
  var processorTicks: Int {
    get throws {
      let text = try String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
      let fields = try #require(text.split(separator: ")").last).split(separator: " ")
      return try #require(Int(fields[11])) + #require(Int(fields[12]))
    }
  }

  /// Sends a GET request, all of it, without waiting for the response.
  func send(_ target: String) async throws -> FastCGIConnection {
    let connection = try await FastCGIConnection.connect(to: address)
    try await connection.beginRequest()
    try await connection.sendParams(client.params(method: .get, target: target))
    try await connection.finishParams()
    try await connection.finishStdin()
    return connection
  }

  /// Sends a GET request and waits until a worker has accepted it, so that it is in hand when a signal comes.
  ///
  /// Requests before it must have been answered.
  func begin(_ target: String, acceptedBy process: Int32? = nil) async throws -> FastCGIConnection {
    let process = process ?? processIdentifier
    try await eventually("the close of connections before") { connections(of: process) == 0 }
    let connection = try await send(target)
    try await eventually("the request's acceptance") { connections(of: process) == 1 }
    return connection
  }
}

/// How many sockets a process has open, without the one on which it listens and its connection to a manager.
func connections(of process: Int32) -> Int {
  let folder = "/proc/\(process)/fd"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  let targets = names.map { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
  let variables = try? String(contentsOfFile: "/proc/\(process)/environ", encoding: .utf8)
  let isManaged = variables?.contains("AFTERGLOW_MANAGER=") == true
  return targets.count { $0?.hasPrefix("socket:") == true } - (isManaged ? 2 : 1)
}
