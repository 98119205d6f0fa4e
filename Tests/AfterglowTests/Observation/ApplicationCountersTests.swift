import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct ApplicationCountersTests {
  private func application() -> Application {
    let app = Application(logger: RecordedLog().logger)
    app.get("/ok") { "ok" }
    app.get("/moved") { Response(status: .found, headers: [.location: "/ok"]) }
    app.get("/broken") { () -> String in throw TestError() }
    app.get("/broken-stream") { Response.stream { _ in throw TestError() } }
    return app
  }

  @Test func `responses are counted by the class of their status`() async throws {
    let app = application()
    try await ServedApplication.serve(app) { client in
      for target in ["/ok", "/ok", "/moved", "/nothing", "/broken", "/broken-stream"] {
        _ = try await client.get(target)
      }
      // The last one is counted once it is finished, so after its response.
      let responses = try await eventually("the count of the last one") {
        let responses = app.statusBoard.counters.status.responses
        return responses.serverError == 2 ? responses : nil
      }
      #expect(responses.successful == 2)
      #expect(responses.redirection == 1)
      #expect(responses.clientError == 1)
    }
  }

  @Test func `a request that can't be understood is counted as the client's error`() async throws {
    let app = application()
    try await ServedApplication.serve(app) { client in
      _ = try await client.send(target: "/ok", extraParams: [("CONTENT_LENGTH", "many")])
      try await eventually("its count") { app.statusBoard.counters.status.responses.clientError == 1 }
    }
  }

  @Test func `background tasks are counted as each ends`() async throws {
    let app = application()
    let tasks = BackgroundTasks([
      BackgroundTask {}, BackgroundTask { throw TestError() },
      BackgroundTask(timeout: .milliseconds(10)) { try await Task.sleep(for: .seconds(60)) },
    ])
    app.get("/tasks", background: tasks) { "ok" }
    try await ServedApplication.serve(app) { client in
      _ = try await client.get("/tasks")
      try await eventually("the last task") { app.statusBoard.counters.status.background.run == 3 }
      let background = app.statusBoard.counters.status.background
      #expect(background.failed == 1)
      #expect(background.timedOut == 1)
      #expect(background.seconds >= 0.01)
      #expect(background.seconds < 60)
    }
  }

  @Test func `a task that was left out was not run`() async throws {
    let app = application()
    let tasks = BackgroundTasks(
      [BackgroundTask { throw TestError() }, BackgroundTask {}], stopOnFailure: true)
    app.get("/tasks", background: tasks) { Response(background: BackgroundTask {}) }
    try await ServedApplication.serve(app) { client in
      _ = try await client.get("/tasks")
      try await eventually("the response's task") { app.statusBoard.counters.status.background.run == 2 }
    }
  }

  @Test func `the time of handlers adds up`() async throws {
    let app = application()
    app.get("/slow") {
      try await Task.sleep(for: .milliseconds(20))
      return "ok"
    }
    try await ServedApplication.serve(app) { client in
      for _ in 0..<2 { _ = try await client.get("/slow") }
      try await eventually("their counts") { app.statusBoard.counters.status.responses.successful == 2 }
      #expect((0.04..<30).contains(app.statusBoard.counters.status.handlerSeconds))
    }
  }
}
