import AfterglowTesting
import Testing

/// What takes its time at the start and at the end of a process.
@Suite(.serialized, .timeLimit(.minutes(1))) struct StopBudgetTests {
  private func echo(
    _ environment: [String: String], _ arguments: String...,
    body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .product("EchoService"), arguments: ["--workers", "1"] + arguments,
      environment: environment,
      body)
  }

  @Test(arguments: ["ECHO_SHUTDOWN", "ECHO_COMPANION"], ["waits", "hangs"])
  func `What doesn't end at the end is named, and ended with the budget`(what: String, kind: String)
    async throws
  {
    try await echo([what: kind], "--graceful-timeout", "2s") { server in
      try await server.waitForLogLine(containing: "Serving.")
      let start = ContinuousClock.now
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 75))
      #expect(start.duration(to: .now) > .seconds(1))
      let name =
        what == "ECHO_SHUTDOWN" ? "onShutdown (EchoService/EchoLifecycle.swift:" : "companion slow companion"
      try await server.waitForLogLine(containing: name)
    }
  }

  @Test(arguments: ["ECHO_START", "ECHO_SHUTDOWN", "ECHO_COMPANION"])
  func `SIGQUIT ends the process at once, whatever goes on`(what: String) async throws {
    try await echo([what: "hangs"], "--graceful-timeout", "600s") { server in
      if what != "ECHO_START" {
        try await server.waitForLogLine(containing: "Serving.")
        try server.terminate()
      }
      try await server.waitForLogLine(containing: " waits")
      try server.send(.quit)
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 75))
      try await server.waitForLogLine(containing: "Told to quit at once.")
    }
  }

  @Test func `A second SIGTERM cancels a shutdown that waits`() async throws {
    try await echo(["ECHO_SHUTDOWN": "waits"], "--graceful-timeout", "600s") { server in
      try await server.waitForLogLine(containing: "Serving.")
      try server.terminate()
      try await server.waitForLogLine(containing: "the shutdown waits")
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 75))
    }
  }

  @Test func `SIGTERM during the start cancels it`() async throws {
    try await echo(["ECHO_START": "waits"]) { server in
      try await server.waitForLogLine(containing: "the start waits")
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 0))
      try await server.waitForLogLine(containing: "Stopped during the start.")
    }
  }

  @Test func `SIGTERM during a start that hangs ends the process`() async throws {
    try await echo(["ECHO_START": "hangs"], "--graceful-timeout", "600s") { server in
      try await server.waitForLogLine(containing: "the start waits")
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 75))
      try await server.waitForLogLine(containing: "the start: onStartup (EchoService/EchoLifecycle.swift:")
    }
  }

  @Test(arguments: ["waits", "hangs"])
  func `A start that takes longer than it may says what it waited for`(kind: String) async throws {
    try await echo(["ECHO_START": kind], "--start-timeout", "1s") { server in
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 75))
      try await server.waitForLogLine(containing: "onStartup (EchoService/EchoLifecycle.swift:")
    }
  }

  @Test func `A managed process that takes longer is replaced, and SIGTERM ends its start`() async throws {
    try await echo(["ECHO_START": "waits"], "--start-timeout", "1s", "--processes", "1") { server in
      let line = try await server.waitForLogLine(
        containing: "A process died and is replaced.", within: .seconds(20))
      #expect(line.contains("end=exit code 75"))
      try await eventually("the next start") { server.log.count { $0.contains("the start waits") } > 1 }
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 0))
    }
  }
}
