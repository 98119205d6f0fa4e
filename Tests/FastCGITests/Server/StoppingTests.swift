import AfterglowTesting
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct StoppingTests {
  @Test(arguments: [ProcessSignal.terminate, .interrupt])
  func theRequestInHandIsAnswered(signal: ProcessSignal) async throws {
    try await started("--workers", "1") { server in
      let connection = try await server.begin("/slow?ms=500")
      try server.send(signal)
      let response = try await connection.receiveResponse()
      #expect(response.text == "ok")
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
      try await server.waitForLogLine(containing: "Stopped; nothing was left unfinished.")
    }
  }

  @Test(arguments: [ProcessSignal.terminate, .interrupt])
  func theTasksOfTheRequestInHandFinish(signal: ProcessSignal) async throws {
    try await started("--workers", "1") { server in
      let response = try await server.client.post("/tasks?ms=200&count=3&fail=3", json: "{}")
      #expect(response.text == #"{"message":"Accepted"}"#)
      try server.send(signal)
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
      let line = try await server.waitForLogLine(containing: "A background task failed")
      #expect(line.contains("task-3"))
    }
  }

  @Test func anIdleProcessEndsWithinASecond() async throws {
    try await started("--workers", "4") { server in
      try server.terminate()
      let status = try await server.exitStatus(within: .seconds(1))
      #expect(status == .exited(code: 0))
    }
  }

  @Test func connectionsThatWaitInTheBacklogAreServedByTheNextProcess() async throws {
    let script = """
      exec 3<&0
      "$0" --workers 1 <&3 3<&- &
      echo "first $!"; wait $!; echo "first ended with $?"
      exec "$0" --workers 1 <&3 3<&-
      """
    try await SpawnedServer.run(
      executable: .path("/bin/sh"), arguments: ["-c", script, try pathOfRegistration()],
      environment: ["REGISTRATION_DATA": "."]
    ) { server in
      let line = try await server.waitForLogLine(containing: "first ")
      let first = try #require(line.split(separator: " ").last.flatMap { Int32($0) })
      _ = try await server.client.get("/")
      let inHand = try await server.begin("/slow?ms=300", acceptedBy: first)
      var waiting: [FastCGIConnection] = []
      for _ in 0..<5 { waiting.append(try await server.send("/")) }
      try #require(kill(first, SIGTERM) == 0)
      let response = try await inHand.receiveResponse()
      #expect(response.text == "ok")
      // The socket itself must not have been shut down.
      for _ in 0..<3 { waiting.append(try await server.send("/")) }
      for connection in waiting {
        let response = try await connection.receiveResponse()
        #expect(response.text == "Hello, world!")
      }
      #expect(server.log.contains("first ended with 0"))
    }
  }

  @Test func processesThatShareASocketStopIndependently() async throws {
    let script = """
      exec 3<&0
      "$0" --workers 2 <&3 3<&- & first=$!
      "$0" --workers 2 <&3 3<&- & second=$!
      echo "started $first $second"
      wait $first; echo "first ended with $?"
      wait $second; echo "second ended with $?"
      """
    try await SpawnedServer.run(
      executable: .path("/bin/sh"), arguments: ["-c", script, try pathOfRegistration()],
      environment: ["REGISTRATION_DATA": "."]
    ) { server in
      let line = try await server.waitForLogLine(containing: "started ")
      let processes = line.split(separator: " ").compactMap { Int32($0) }
      try await eventually("both to serve") { server.log.count { $0.contains("Serving.") } == 2 }
      // Both are told of each connection, and one comes too late for it.
      for _ in 0..<50 { _ = try await server.client.get("/") }
      for process in processes {
        try #require(kill(process, SIGTERM) == 0)
        let number = process == processes.first ? "first" : "second"
        try await server.waitForLogLine(containing: "\(number) ended with 0", within: .seconds(5))
      }
    }
  }

  @Test func theSocketThatWasOpenedIsRemoved() async throws {
    try await registration("--workers", "1", listeningOn: .unixSocketByArgument) { server in
      guard case .unix(let path) = server.address else { return }
      _ = try await server.client.get("/")
      #expect(access(path, F_OK) == 0)
      try server.terminate()
      try await server.exitStatus()
      #expect(access(path, F_OK) != 0)
    }
  }

  /// Runs a closure with a process that has answered a request, so that it watches for signals.
  private func started(
    _ arguments: String..., body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await registration(arguments) { server in
      _ = try await server.client.get("/")
      try await body(server)
    }
  }
}
