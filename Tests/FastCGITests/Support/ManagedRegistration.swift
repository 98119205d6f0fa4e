import AfterglowTesting
import FoundationEssentials
import Glibc

/// Runs a closure with the example service under its process manager, when every process serves.
///
/// It has `GET /crash`. Its data is in the folder `data` of the server's folder.
nonisolated(nonsending) func managedRegistration(
  _ arguments: String..., processes: Int = 2, executable: ServerExecutable = .product("Registration"),
  listeningOn listening: ServerListening = .unixSocket, environment: [String: String] = [:],
  _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
) async throws {
  let variables = ["REGISTRATION_DATA": "data", "REGISTRATION_ALLOW_CRASH": "1"]
  try await SpawnedServer.run(
    executable: executable, arguments: ["--processes", "\(processes)"] + arguments,
    environment: variables.merging(environment) { $1 }, listeningOn: listening
  ) { server in
    try await server.waitForLogLine(containing: "manager=")
    try await body(server)
  }
}

extension SpawnedServer {
  /// The ids of the processes that the manager has started and that have not ended, in the order of their ids.
  var managedProcesses: [Int32] { children(of: processIdentifier).filter(isAlive).sorted() }

  /// The processes that serve requests, as they say themselves.
  var servingProcesses: [Int32] {
    let said = log.filter { $0.contains("Serving.") }
    return managedProcesses.filter { process in said.contains { $0.contains("process=\(process) ") } }
  }

  /// How many lines the service's log file has.
  var dataLines: Int {
    let text = try? String(contentsOfFile: folder + "/data/log.txt", encoding: .utf8)
    return text?.split(separator: "\n").count ?? 0
  }

  /// The folder in which the manager's processes leave their statuses.
  func folderOfManager(_ process: Int32) throws -> String? {
    let variables = try String(contentsOfFile: "/proc/\(process)/environ", encoding: .utf8).split(
      separator: "\0")
    let prefix = "AFTERGLOW_MANAGER_STATUS="
    return variables.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  /// Waits until other processes than these serve.
  ///
  /// - Returns: their ids.
  @discardableResult
  func waitForProcesses(_ count: Int, otherThan former: [Int32] = []) async throws -> [Int32] {
    try await eventually("\(count) processes other than \(former)", within: .seconds(10)) {
      let processes = servingProcesses
      return processes.count == count && !processes.contains(where: former.contains) ? processes : nil
    }
  }

  /// Sends a GET request and waits until one of the processes has it in hand.
  func beginManaged(_ target: String) async throws -> (connection: FastCGIConnection, process: Int32) {
    let processes = servingProcesses
    try await eventually("idle processes") { processes.allSatisfy { connections(of: $0) == 0 } }
    let connection = try await send(target)
    let process = try await eventually("the request's acceptance") {
      processes.first { connections(of: $0) == 1 }
    }
    return (connection, process)
  }

  /// How many lines of the log contain the text.
  func logCount(of text: String) -> Int { log.count { $0.contains(text) } }
}

/// Whether the process exists and has not ended (proc(5): state).
func isAlive(_ process: Int32) -> Bool {
  let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
  let state = text?.split(separator: ")").last?.split(separator: " ").first
  return state.map { $0 != "Z" } ?? false
}

/// The ids of the processes that a process has started, by whichever of its threads.
private func children(of process: Int32) -> [Int32] {
  let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
  return threads.flatMap { thread in
    let file = "/proc/\(process)/task/\(thread)/children"
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { Int32($0) }
  }
}
