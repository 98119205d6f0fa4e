import FastCGI
import FoundationEssentials
import Testing

@testable import Afterglow

@Suite struct PrometheusTextTests {
  private func parsed(_ status: ServiceStatus) throws -> PrometheusParser {
    try PrometheusParser(PrometheusText(status).text)
  }

  @Test func `each process counts for itself`() throws {
    let metrics = try parsed(.sample())
    #expect(metrics.values("afterglow_processes") == [2])
    #expect(metrics.values("afterglow_connections_accepted_total", ["process": "11"]) == [100])
    #expect(metrics.values("afterglow_connections_accepted_total", ["process": "12"]) == [7])
    #expect(metrics.values("afterglow_requests_total", ["process": "11", "status": "2xx"]) == [90])
    #expect(metrics.values("afterglow_requests_total", ["process": "11", "status": "5xx"]) == [2])
    #expect(metrics.types["afterglow_requests_total"] == "counter")
  }

  @Test func `workers are counted by what they are doing`() throws {
    let metrics = try parsed(.sample())
    #expect(metrics.values("afterglow_workers", ["process": "11", "state": "running_task"]) == [1])
    #expect(metrics.values("afterglow_workers", ["process": "11", "state": "idle"]) == [1])
    #expect(metrics.values("afterglow_connections", ["process": "11", "state": "idle"]) == [5])
    #expect(metrics.values("afterglow_connections_kept_limit", ["process": "11"]) == [40])
  }

  @Test func `it has the background tasks and the restarts`() throws {
    let metrics = try parsed(.sample())
    #expect(metrics.values("afterglow_background_tasks_total", ["process": "11"]) == [20])
    #expect(
      metrics.values("afterglow_background_task_failures_total", ["reason": "error", "process": "11"]) == [3])
    #expect(
      metrics.values("afterglow_background_task_failures_total", ["reason": "timeout", "process": "11"]) == [
        1
      ])
    #expect(metrics.values("afterglow_background_task_seconds_total", ["process": "11"]) == [12.5])
    #expect(metrics.values("afterglow_restarts_total") == [4])
  }

  @Test func `a process that is not heard of is marked`() throws {
    let metrics = try parsed(.sample())
    #expect(metrics.values("afterglow_process_stale", ["process": "11"]) == [0])
    #expect(metrics.values("afterglow_process_stale", ["process": "12"]) == [1])
  }

  @Test func `without a manager there are no restarts to tell`() throws {
    var status = ServiceStatus.sample()
    status.manager = nil
    #expect(try parsed(status).values("afterglow_restarts_total").isEmpty)
  }
}

extension ServiceStatus {
  /// Two processes of a manager; the second has not been heard of for a while.
  static func sample(request: String = "GET /users/7 (abc)", task: String = "e-mail") -> ServiceStatus {
    let now = Date(timeIntervalSince1970: 1_790_000_000)
    let busy = ProcessReport(
      process: ProcessStatus(
        processIdentifier: 11, startedAt: now.addingTimeInterval(-3700), takenAt: now,
        workers: [
          WorkerStatus(number: 0, activity: .responding(request), since: now.addingTimeInterval(-1.25)),
          WorkerStatus(number: 1, activity: .runningTask(task), since: now.addingTimeInterval(-75)),
          WorkerStatus(number: 2, activity: .idle, since: now),
        ], acceptedConnections: 100, answeredRequests: 95, idleConnections: 5, keptConnectionLimit: 40),
      application: ApplicationStatus(
        responses: ApplicationStatus.Responses(successful: 90, clientError: 3, serverError: 2),
        handlerSeconds: 1.5,
        background: ApplicationStatus.Background(run: 20, failed: 3, timedOut: 1, seconds: 12.5),
        droppedLogLines: 5),
      isStale: false)
    let silent = ProcessReport(
      process: ProcessStatus(
        processIdentifier: 12, startedAt: now.addingTimeInterval(-60), takenAt: now.addingTimeInterval(-30),
        workers: [WorkerStatus(number: 0, activity: .idle, since: now.addingTimeInterval(-40))],
        acceptedConnections: 7, answeredRequests: 7),
      application: ApplicationStatus(), isStale: true)
    return ServiceStatus(
      takenAt: now,
      manager: ManagerStatus(
        processIdentifier: 10, startedAt: now.addingTimeInterval(-90_000), processes: 2, restarts: 4),
      processes: [busy, silent])
  }
}
