import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// What takes longer to stop than a stop waits.
@Suite(.timeLimit(.minutes(1))) struct GracefulTimeoutTests {
  @Test func aTaskThatTakesLongerIsCancelledAndNamed() async throws {
    try await registration("--workers", "1", "--graceful-timeout", "1s") { server in
      let response = try await server.client.post("/tasks?ms=60000&count=2", json: "{}")
      #expect(response.text == #"{"message":"Accepted"}"#)
      try server.terminate()
      let status = try await server.exitStatus(within: .seconds(4))
      #expect(status == .exited(code: 0))
      try await server.waitForLogLine(containing: "background task task-1")
      let line = try await server.waitForLogLine(containing: "did not leave background tasks the time")
      #expect(line.contains("task-1") && line.contains("task-2"))
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
      let status = try await server.exitStatus(within: .seconds(4))
      #expect(status == .exited(code: 0))
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
      let status = try await server.exitStatus(within: .seconds(5))
      #expect(status == .exited(code: 75))
      let line = try await server.waitForLogLine(containing: "Not finished at the end of the graceful")
      #expect(line.contains("request POST /register"))
      await connection.close()
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
        == "Not finished at the end of the graceful time-out, although cancelled: background task stubborn.")
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
    within timeout: Duration = .milliseconds(50), whileRunning work: @escaping WorkAfterFinish,
    afterStop: () -> Void = {}
  ) async throws {
    let configuration = ServerConfiguration(
      workers: 1, gracefulTimeout: timeout, cancellationTimeout: .milliseconds(500))
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
