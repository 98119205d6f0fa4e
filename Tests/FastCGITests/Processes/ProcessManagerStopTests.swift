import AfterglowTesting
import FoundationEssentials
import Glibc
import Testing

/// How the manager ends, and that nothing is left of it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ProcessManagerStopTests {
  @Test(arguments: [ProcessSignal.terminate, .interrupt])
  func `requests in hand and their tasks finish, and nothing is left`(signal: ProcessSignal) async throws {
    try await managedRegistration("--workers", "1", listeningOn: .unixSocketByArgument) { server in
      let trace = try Trace(of: server)
      let inHand = try await server.beginManaged("/slow?ms=500")
      let accepted = try await server.client.post("/tasks?ms=500&fail=1", json: "{}")
      #expect(accepted.text == #"{"message":"Accepted"}"#)
      try server.send(signal)
      let response = try await inHand.connection.receiveResponse()
      #expect(response.text == "ok")
      #expect(try await server.exitStatus() == .exited(code: 0))
      try await server.waitForLogLine(containing: "A background task failed")
      #expect(trace.isGone)
      #expect(server.logCount(of: " error afterglow") == 1)
    }
  }

  @Test func `SIGQUIT ends everything at once, and nothing is left`() async throws {
    try await managedRegistration("--workers", "1", listeningOn: .unixSocketByArgument) { server in
      let trace = try Trace(of: server)
      let inHand = try await server.beginManaged("/slow?ms=60000")
      try server.send(.quit)
      #expect(try await server.exitStatus(within: .seconds(2)) == .exited(code: 75))
      try await eventually("the end of the processes", within: .seconds(2)) { trace.isGone }
      await #expect(throws: ConnectionError.self) { try await inHand.connection.receiveResponse() }
    }
  }

  @Test func `without their manager the processes finish what they have and stop by themselves`() async throws
  {
    try await managedRegistration("--workers", "1") { server in
      let processes = server.servingProcesses
      let folder = try #require(try server.folderOfManager(processes[0]))
      let inHand = try await server.beginManaged("/slow?ms=500")
      try server.send(.kill)
      let response = try await inHand.connection.receiveResponse()
      #expect(response.text == "ok")
      try await eventually("the end of the processes") { !processes.contains(where: isAlive) }
      #expect(access(folder, F_OK) != 0)
    }
  }

  @Test func `a process that does not stop in time is killed`() async throws {
    try await managedRegistration("--workers", "1", "--graceful-timeout", "0s", processes: 1) { server in
      let process = server.servingProcesses[0]
      // It doesn't get as far as to see its SIGTERM.
      kill(process, SIGSTOP)
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(6)) == .exited(code: 75))
      #expect(!isAlive(process))
      try await server.waitForLogLine(containing: "A process takes too long and is killed.")
    }
  }

  @Test func `a stop during a back-off does not wait for it`() async throws {
    try await managedRegistration("--workers", "1", processes: 1) { server in
      rename(server.folder + "/data", server.folder + "/aside")
      try Data().write(to: URL(filePath: server.folder + "/data"))
      kill(server.servingProcesses[0], SIGKILL)
      // The next start is 0.8 s later.
      try await server.waitForLogLine(containing: "after=0.8 seconds")
      try server.terminate()
      #expect(try await server.exitStatus(within: .milliseconds(600)) == .exited(code: 0))
    }
  }

  @Test func `a bad option is one line and its exit code, and nothing is started`() async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--processes", "2", "--workers", "none"],
      environment: ["REGISTRATION_DATA": "data"]
    ) { server in
      #expect(try await server.exitStatus() == .exited(code: 64))
      try await eventually("the log") { !server.log.isEmpty }
      #expect(server.log.count == 1)
      #expect(server.log.first?.contains("'none'") == true)
    }
  }

  @Test func `a start that fails ends the manager with its exit code, without a try again`() async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--processes", "2"],
      environment: ["REGISTRATION_DATA": "/dev/null/data"]
    ) { server in
      #expect(try await server.exitStatus() == .exited(code: 78))
      let line = try await server.waitForLogLine(containing: "A process can't begin.")
      #expect(line.contains("end=exit code 78"))
      #expect(server.log.contains { $0.hasPrefix("Registration: The start failed: ") })
      #expect(server.logCount(of: "is replaced") == 0)
      #expect(server.logCount(of: "Started a process.") <= 2)
    }
  }
}

/// What there is of a manager while it runs.
private struct Trace {
  let processes: [Int32]
  let paths: [String]

  init(of server: SpawnedServer) throws {
    processes = server.servingProcesses
    var paths = [try #require(try server.folderOfManager(processes[0]))]
    if case .unix(let path) = server.address { paths.append(path) }
    try #require(paths.allSatisfy { access($0, F_OK) == 0 })
    self.paths = paths
  }

  var isGone: Bool { !processes.contains(where: isAlive) && paths.allSatisfy { access($0, F_OK) != 0 } }
}
