import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ServiceStatus {
  /// The metrics of the service.
  ///
  /// A new metric is one more entry here. It is then on the status page, in its JSON and in the text for Prometheus,
  /// and swift-metrics gets it once a second.
  var metrics: [Metric] { metricsOfManager + metricsOfServers + metricsOfApplications }

  private var metricsOfManager: [Metric] {
    let own = Metric(
      "processes", .gauge, "Processes", "Processes that report.", value: Double(processes.count))
    guard let manager else { return [own] }
    return [
      own,
      Metric(
        "processes_wanted", .gauge, "Processes wanted", "Processes that the manager keeps.",
        value: Double(manager.processes)),
      Metric(
        "restarts_total", .counter, "Restarts", "Processes started in place of another.",
        value: Double(manager.restarts)),
    ]
  }

  private var metricsOfServers: [Metric] {
    [
      Metric(
        "process_start_time_seconds", .gauge, "Oldest process", "When the process began, in Unix time.",
        unit: .secondsSince1970, of: processes
      ) { $0.process.startedAt.timeIntervalSince1970 },
      Metric(
        "process_stale", .gauge, "Stale processes", "1 if the process has not been heard of for 5 s.",
        alarm: .anyValue, of: processes
      ) { $0.isStale ? 1 : 0 },
      Metric(
        "workers", .gauge, "Workers", "Workers by what they are doing.", of: processes, by: "state"
      ) { report in
        WorkerActivity.Kind.allCases.filter { $0 != .ended }.map { kind in
          (kind.label, report.process.workers.count { $0.activity.kind == kind })
        }
      },
      Metric(
        "connections_accepted_total", .counter, "Connections", "Connections accepted from the web server.",
        of: processes
      ) { Double($0.process.acceptedConnections) },
      Metric(
        "connections", .gauge, "Open connections", "Open connections: with a worker, or kept and idle.",
        of: processes, by: "state"
      ) { [("active", $0.process.activeConnections), ("idle", $0.process.idleConnections)] },
      Metric(
        "connections_kept_limit", .gauge, "Kept at most", "Idle connections that are kept at most.",
        of: processes
      ) { Double($0.process.keptConnectionLimit) },
    ]
  }

  private var metricsOfApplications: [Metric] {
    [
      Metric(
        "requests_total", .counter, "Requests", "Requests by the class of their response.",
        alarm: .label("5xx"), emission: .eachEvent(.requests), of: processes, by: "status"
      ) {
        let responses = $0.application.responses
        return [
          ("1xx", responses.informational), ("2xx", responses.successful), ("3xx", responses.redirection),
          ("4xx", responses.clientError), ("5xx", responses.serverError),
        ]
      },
      Metric(
        "request_seconds_total", .counter, "Request time", "Time until requests were finished.",
        unit: .seconds, emission: .eachEvent(.requestDuration), of: processes
      ) { $0.application.handlerSeconds },
      Metric(
        "background_tasks_total", .counter, "Tasks run", "Background tasks that have ended.",
        emission: .eachEvent(.backgroundTasks), of: processes
      ) { Double($0.application.background.run) },
      Metric(
        "background_task_failures_total", .counter, "Tasks failed", "Failed background tasks.",
        alarm: .anyValue, emission: .eachEvent(.backgroundTasks), of: processes, by: "reason"
      ) {
        let background = $0.application.background
        return [("error", background.failed), ("timeout", background.timedOut)]
      },
      Metric(
        "background_task_seconds_total", .counter, "Task time", "Time that background tasks took.",
        unit: .seconds, emission: .eachEvent(.backgroundTaskDuration), of: processes
      ) { $0.application.background.seconds },
      Metric(
        "log_lines_dropped_total", .counter, "Log lines dropped",
        "Lines of the log that could not be written.", alarm: .anyValue, of: processes
      ) { Double($0.application.droppedLogLines) },
    ]
  }
}

extension ServiceStatus {
  /// A status without any values, whose metrics have all names and labels.
  static let blank = ServiceStatus(
    takenAt: Date(timeIntervalSince1970: 0),
    manager: ManagerStatus(
      processIdentifier: 0, startedAt: Date(timeIntervalSince1970: 0), processes: 0, restarts: 0),
    processes: [
      ProcessReport(
        process: ProcessStatus(
          processIdentifier: 0, startedAt: Date(timeIntervalSince1970: 0),
          takenAt: Date(timeIntervalSince1970: 0)),
        application: ApplicationStatus(), isStale: false)
    ])
}

extension WorkerActivity.Kind {
  /// The kind as the value of a metric's label.
  var label: String {
    switch self {
    case .runningTask: "running_task"
    case .idle, .receiving, .responding, .ended: rawValue
    }
  }
}
