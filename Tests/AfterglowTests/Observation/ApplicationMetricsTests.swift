import AfterglowTesting
import FastCGI
import HTTPTypes
import Logging
import Metrics
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct ApplicationMetricsTests {
  private let metrics = RecordedMetrics()

  private func application() -> Application {
    let app = Application(logger: RecordedLog().logger)
    app.get("/users/{id}") { (id: Int) in "\(id)" }
    app.post("/tasks") { () in
      Response(background: [BackgroundTask {}, BackgroundTask { throw TestError() }] as BackgroundTasks)
    }
    return app
  }

  private func serve(
    _ app: Application, _ body: @Sendable (FastCGIClient) async throws -> Void
  ) async throws {
    try await withMetricsFactory(metrics) { try await ServedApplication.serve(app, body) }
  }

  @Test func `requests are counted and timed by method, route and class of status`() async throws {
    try await serve(application()) { client in
      for target in ["/users/1", "/users/2", "/users/x"] { _ = try await client.get(target) }
      _ = try await client.send(method: .head, target: "/users/3")
      try await eventually("the last count") {
        metrics.count("afterglow_requests{method=HEAD,route=/users/{id},status=2xx}") == 1
      }
      #expect(metrics.count("afterglow_requests{method=GET,route=/users/{id},status=2xx}") == 2)
      #expect(metrics.count("afterglow_requests{method=GET,route=/users/{id},status=4xx}") == 1)
      let durations = metrics.values("afterglow_request_duration{method=GET,route=/users/{id}}")
      #expect(durations.count == 3)
      #expect(durations.allSatisfy { $0 > 0 && $0 < 30e9 })
    }
  }

  @Test func `no path or method that a client makes up becomes a label`() async throws {
    try await serve(application()) { client in
      let made = metrics.madeCount
      for number in 0..<5 { _ = try await client.get("/made-up/\(number)") }
      _ = try await client.send(method: try #require(HTTPRequest.Method("MADEUP")), target: "/users/1")
      try await eventually("the last count") {
        metrics.count("afterglow_requests{method=other,route=unmatched,status=4xx}") == 6
      }
      #expect(!metrics.names.contains { $0.contains("made-up") || $0.contains("MADEUP") })
      #expect(metrics.madeCount == made)
    }
  }

  @Test func `background tasks are counted by how they went, and timed`() async throws {
    try await serve(application()) { client in
      _ = try await client.post("/tasks", json: "{}")
      try await eventually("the failure") {
        metrics.count("afterglow_background_tasks{outcome=failed}") == 1
      }
      #expect(metrics.count("afterglow_background_tasks{outcome=succeeded}") == 1)
      #expect(metrics.values("afterglow_background_task_duration").count == 2)
    }
  }

  @Test func `the server's state is set as it is, and connections are counted on`() throws {
    let made = try #require(ApplicationMetrics(factory: metrics, routes: []))
    var earlier = ServiceStatus.sample()
    earlier.processes.removeLast()
    var later = earlier
    later.processes[0].process.acceptedConnections += 2
    later.processes[0].application.droppedLogLines += 7
    later.manager?.restarts = 0
    made.emit(earlier, after: nil)
    made.emit(later, after: earlier)
    #expect(metrics.count("afterglow_connections_accepted") == 102)
    #expect(metrics.count("afterglow_log_lines_dropped") == 12)
    #expect(metrics.values("afterglow_connections{state=active}") == [1, 1])
    #expect(metrics.values("afterglow_connections{state=idle}") == [5, 5])
    #expect(metrics.values("afterglow_workers{state=running_task}") == [1, 1])
    #expect(metrics.values("afterglow_workers{state=receiving}") == [0, 0])
    // The manager's counter has begun anew; a counter never falls.
    #expect(metrics.count("afterglow_restarts") == 4)
  }

  @Test func `the upkeep sets the server's state`() async throws {
    let made = try #require(ApplicationMetrics(factory: metrics, routes: []))
    let upkeep = StatusUpkeep(board: StatusBoard(), metrics: made, logger: RecordedLog().logger)
    let running = Task { await upkeep.run() }
    try await eventually("a gauge") { metrics.values("afterglow_workers{state=idle}") == [0] }
    running.cancel()
    await running.value
  }

  @Test func `nothing is made if nobody sees it`() throws {
    #expect(ApplicationMetrics(factory: NOOPMetricsHandler.instance, routes: application().routes) == nil)
    #expect(try application().service().observer.metrics == nil)
  }
}
