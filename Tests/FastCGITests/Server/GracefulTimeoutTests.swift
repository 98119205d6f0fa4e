import AfterglowTesting
import FastCGI
import Glibc
import HTTPTypes
import Testing

/// What takes longer to stop than a stop waits.
@Suite(.timeLimit(.minutes(1))) struct GracefulTimeoutTests {
  @Test func aTaskThatTakesLongerIsCancelledAndNamed() async throws {
    try await registration("--workers", "1", "--graceful-timeout", "1s") { server in
      let response = try await server.client.post("/tasks?ms=60000&count=2", json: "{}")
      #expect(response.text == #"{"message":"Accepted"}"#)
      try server.terminate()
      let status = try await server.exitStatus(within: .seconds(10))
      #expect(status == .exited(code: 75))
      try await server.waitForLogLine(containing: "background task task-1")
      let line = try await server.waitForLogLine(containing: "did not leave background tasks the time")
      #expect(line.contains("task-1") && line.contains("task-2"))
      let last = try await server.waitForLogLine(containing: "Registration: The graceful time-out has passed")
      #expect(last.contains("background task task-1, background task task-2"))
      #expect(server.logCount(of: "nothing was left unfinished") == 0)
    }
  }

  @Test func aHandlerThatTakesLongerIsCancelled() async throws {
    try await registration("--workers", "1", "--graceful-timeout", "1s") { server in
      _ = try await server.client.get("/")
      let connection = try await server.begin("/slow?ms=60000")
      try server.terminate()
      let response = try await connection.receiveResponse()
      #expect(response.status == .serviceUnavailable)
      #expect(response.text == #"{"detail":"The service is being stopped."}"#)
      let status = try await server.exitStatus(within: .seconds(10))
      #expect(status == .exited(code: 75))
      try await server.waitForLogLine(containing: "cancelled or not begun: request GET /slow")
      await connection.close()
    }
  }

  @Test func whatIgnoresItsCancellationIsNamedAndTheProcessEndsAllTheSame() async throws {
    try await registration("--workers", "1", "--graceful-timeout", "1s") { server in
      // A worker that waits for a body sits in a system call.
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest()
      try await connection.sendParams(server.client.params(method: .post, target: "/register"))
      try await connection.finishParams()
      try await eventually("the request's acceptance") { server.connectionCount == 1 }
      try server.terminate()
      let status = try await server.exitStatus(within: .seconds(10))
      #expect(status == .exited(code: 75))
      let line = try await server.waitForLogLine(containing: "not ended although cancelled")
      #expect(line.contains("request POST /register"))
      await connection.close()
    }
  }

  @Test(arguments: [0, 2])
  func aSecondSignalCancelsWhatIsInHandAtOnce(processes: Int) async throws {
    let arguments = ["--workers", "1", "--processes", "\(processes)"]
    try await registration(arguments, listeningOn: .unixSocketByArgument) { server in
      try await server.waitForLogLine(containing: processes == 0 ? "Serving." : "manager=")
      let response = try await server.client.post("/tasks?ms=60000&count=2", json: "{}")
      #expect(response.text == #"{"message":"Accepted"}"#)
      try server.terminate()
      // The first one has begun the stop: connections are refused.
      try await eventually("the stop") { (try? await FastCGIConnection.connect(to: server.address)) == nil }
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(15)) == .exited(code: 75))
      let last = try await server.waitForLogLine(
        containing: "background task task-1, background task task-2.")
      if processes == 0 { #expect(last.contains("A signal has cut the stop short")) }
      #expect(server.logCount(of: "The graceful time-out has passed") == 0)
      #expect(server.logCount(of: "is killed") == 0)
    }
  }

  @Test func aManagedProcessPassesOverRepeatedSignals() async throws {
    try await managedRegistration("--workers", "1", processes: 1) { server in
      let process = server.servingProcesses[0]
      let response = try await server.client.post("/tasks?ms=1500&count=2", json: "{}")
      #expect(response.text == #"{"message":"Accepted"}"#)
      for _ in 0..<3 {
        // A service manager signals the whole group.
        kill(process, SIGTERM)
        try await Task.sleep(for: .milliseconds(50))
      }
      try server.terminate()
      #expect(try await server.exitStatus(within: .seconds(20)) == .exited(code: 0))
      #expect(server.logCount(of: "The stop cancels") == 0)
    }
  }

  @Test func workThatIgnoresItsCancellationIsAnErrorWithItsName() async throws {
    let gate = Gate()
    defer { gate.open() }
    let error = await #expect(throws: UnfinishedWorkError.self) {
      try await stopping { await gate.wait() }
    }
    #expect(error?.activities == [.runningTask("stubborn")])
    #expect(
      error?.description
        == "The graceful time-out has passed; not ended although cancelled: background task stubborn.")
  }

  @Test func workThatEndsWithItsCancellationIsNoError() async throws {
    let wasCancelled = Recorded<Bool>()
    try await stopping {
      try? await Task.sleep(for: .seconds(60))
      wasCancelled.append(Task.isCancelled)
    }
    #expect(wasCancelled.elements == [true])
  }

  @Test func workThatEndsInTimeIsNotCancelled() async throws {
    let gate = Gate()
    let wasCancelled = Recorded<Bool>()
    try await stopping(within: .seconds(20)) {
      await gate.wait()
      wasCancelled.append(Task.isCancelled)
    } afterStop: {
      gate.open()
    }
    #expect(wasCancelled.elements == [false])
  }

  /// Stops a server whose worker is at a background task.
  private func stopping(
    within timeout: Duration = .milliseconds(500), whileRunning work: @escaping WorkAfterFinish,
    afterStop: () -> Void = {}
  ) async throws {
    let configuration = ServerConfiguration(workers: 1, gracefulTimeout: timeout)
    try await TestServer.run(configuration: configuration) { exchange, worker in
      exchange.answer("ok")
      return {
        worker.beginTask(named: "stubborn")
        await work()
      }
    } _: { server in
      _ = try await server.client.get("/")
      try await eventually("the task") { server.server.activities == [.runningTask("stubborn")] }
      server.server.stop()
      afterStop()
    }
  }
}
