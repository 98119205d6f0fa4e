import Afterglow
import AfterglowTesting
import FastCGI
import FoundationEssentials
import HTTPTypes
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The status of a real service with several processes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ManagedStatusTests {
  @Test func `any process answers for both`() async throws {
    try await ManagedRegistration.run { service in
      let status = try await service.status(when: "two processes report") { $0.processes.count == 2 }
      #expect(Set(status.processes.map(\.process.processIdentifier)).count == 2)
      #expect(status.processes.allSatisfy { $0.process.workers.count == 2 && !$0.isStale })
      #expect(status.manager?.processes == 2)
      #expect(status.manager?.restarts == 0)
      #expect(status.manager?.processIdentifier == service.server.processIdentifier)
    }
  }

  @Test func `a worker that runs a task says which`() async throws {
    try await ManagedRegistration.run { service in
      _ = try await service.client.post("/tasks?ms=60000&count=1", json: "{}")
      let status = try await service.status(when: "a worker is at the task") { status in
        status.processes.contains { $0.process.workers.contains { $0.activity == .runningTask("task-1") } }
      }
      let answering = status.processes.flatMap(\.process.workers).compactMap(\.activity.subject)
      #expect(answering.contains { $0.hasPrefix("GET /status (") })
    }
  }

  @Test func `counts rise, whichever process a request comes to`() async throws {
    try await ManagedRegistration.run { service in
      _ = try await service.status(when: "two processes report") { $0.processes.count == 2 }
      for number in 0..<20 { _ = try await service.client.get("/users/\(number)") }
      _ = try await service.client.post("/tasks?count=3&fail=2", json: "{}")
      _ = try await service.client.get("/nothing")
      let status = try await service.status(when: "all is counted") { status in
        status.sum(\.application.responses.clientError) == 1 && status.sum(\.application.background.run) == 3
          && status.sum(\.application.responses.successful) >= 21
      }
      #expect(status.sum(\.application.background.failed) == 1)
      #expect(status.sum(\.process.answeredRequests) >= 22)
      #expect(status.sum(\.process.acceptedConnections) > status.sum(\.process.answeredRequests))
    }
  }

  @Test func `a process that was killed is gone, and its replacement is counted as a restart`() async throws {
    try await ManagedRegistration.run { service in
      let before = try await service.status(when: "two processes report") { $0.processes.count == 2 }
      let victim = try #require(before.processes.first).process.processIdentifier
      #expect(kill(victim, SIGKILL) == 0)
      let after = try await service.status(when: "the restart is counted") {
        $0.manager?.restarts == 1 && $0.processes.count == 2
          && !$0.processes.contains { $0.process.processIdentifier == victim }
      }
      #expect(after.manager?.startedAt == before.manager?.startedAt)
    }
  }

  @Test func `it is refused to a client that is elsewhere`() async throws {
    try await ManagedRegistration.run { service in
      let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
      for target in ["/status", "/status/metrics"] {
        let response = try await service.client.send(
          target: target, headers: [forwarded: "127.0.0.1"],
          extraParams: [("REMOTE_ADDR", "192.0.2.1")])
        #expect(response.status == .forbidden)
      }
    }
  }

  @Test func `the metrics of both processes are in Prometheus' format`() async throws {
    try await ManagedRegistration.run { service in
      _ = try await service.status(when: "two processes report") { $0.processes.count == 2 }
      let metrics = try PrometheusParser(try await service.client.get("/status/metrics").text)
      #expect(metrics.values("afterglow_processes") == [2])
      #expect(metrics.values("afterglow_restarts_total") == [0])
      #expect(metrics.values("afterglow_requests_total", ["status": "2xx"]).count == 2)
      #expect(metrics.values("afterglow_workers").reduce(0, +) == 4)
    }
  }

  @Test(arguments: [(["--access-log"], [:]), ([], ["AFTERGLOW_ACCESS_LOG": "1"])])
  func `the access log is written by option and by variable`(
    arguments: [String], environment: [String: String]
  ) async throws {
    try await ManagedRegistration.run(arguments: arguments, environment: environment) { service in
      _ = try await service.client.post("/tasks?ms=5&count=2&fail=1", json: "{}")
      let line = try await service.server.waitForLogLine(containing: "Answered a request.")
      for part in ["method=POST", "path=/tasks", "status=202", "tasks=2", "tasks-failed=1", "request-id="] {
        #expect(line.contains(part))
      }
    }
  }
}
