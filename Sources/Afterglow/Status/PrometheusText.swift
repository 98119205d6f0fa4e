import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A status in Prometheus' text format, version 0.0.4.
///
/// Each process has its own counters, labelled with its process id (`process`). A sum of the counters would fall when a
/// process is replaced, which a scraper takes for a reset of all of them; `sum(rate(…))` is not affected.
struct PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  private enum Kind: String {
    case counter, gauge
  }

  /// The labels and the value of one sample.
  private typealias Sample = (labels: [(name: String, value: String)], value: Double)

  init(_ status: ServiceStatus) {
    addManager(status)
    addServers(status.processes)
    addApplications(status.processes)
  }

  private mutating func addManager(_ status: ServiceStatus) {
    add(.gauge, "processes", "Processes that report.", [([], Double(status.processes.count))])
    if let manager = status.manager {
      add(.gauge, "processes_wanted", "Processes that the manager keeps.", [([], Double(manager.processes))])
      add(
        .counter, "restarts_total", "Processes started in place of another.",
        [([], Double(manager.restarts))])
    }
  }

  private mutating func addServers(_ reports: [ProcessReport]) {
    add(.gauge, "process_start_time_seconds", "When the process began, in Unix time.", reports) {
      $0.process.startedAt.timeIntervalSince1970
    }
    add(.gauge, "process_stale", "1 if the process has not been heard of for 5 s.", reports) {
      $0.isStale ? 1 : 0
    }
    add(.gauge, "workers", "Workers by what they are doing.", reports, by: "state") { report in
      WorkerActivity.Kind.allCases.filter { $0 != .ended }.map { kind in
        (kind.label, Double(report.process.workers.count { $0.activity.kind == kind }))
      }
    }
    add(.counter, "connections_accepted_total", "Connections accepted from the web server.", reports) {
      Double($0.process.acceptedConnections)
    }
    add(.gauge, "connections", "Open connections: with a worker, or kept and idle.", reports, by: "state") {
      [("active", Double($0.process.activeConnections)), ("idle", Double($0.process.idleConnections))]
    }
    add(.gauge, "connections_kept_limit", "Idle connections that are kept at most.", reports) {
      Double($0.process.keptConnectionLimit)
    }
  }

  private mutating func addApplications(_ reports: [ProcessReport]) {
    add(.counter, "requests_total", "Requests by the class of their response.", reports, by: "status") {
      let responses = $0.application.responses
      return [
        ("1xx", Double(responses.informational)), ("2xx", Double(responses.successful)),
        ("3xx", Double(responses.redirection)), ("4xx", Double(responses.clientError)),
        ("5xx", Double(responses.serverError)),
      ]
    }
    add(.counter, "request_seconds_total", "Time until requests were finished.", reports) {
      $0.application.handlerSeconds
    }
    add(.counter, "background_tasks_total", "Background tasks that have ended.", reports) {
      Double($0.application.background.run)
    }
    add(.counter, "background_task_failures_total", "Failed background tasks.", reports, by: "reason") {
      let background = $0.application.background
      return [("error", Double(background.failed)), ("timeout", Double(background.timedOut))]
    }
    add(.counter, "background_task_seconds_total", "Time that background tasks took.", reports) {
      $0.application.background.seconds
    }
    add(.counter, "log_lines_dropped_total", "Lines of the log that could not be written.", reports) {
      Double($0.application.droppedLogLines)
    }
  }

  // MARK: Lines

  private mutating func add(
    _ kind: Kind, _ name: String, _ help: String, _ reports: [ProcessReport],
    _ value: (ProcessReport) -> Double
  ) {
    add(kind, name, help, reports.map { ([("process", "\($0.process.processIdentifier)")], value($0)) })
  }

  private mutating func add(
    _ kind: Kind, _ name: String, _ help: String, _ reports: [ProcessReport], by label: String,
    _ values: (ProcessReport) -> [(String, Double)]
  ) {
    let samples = reports.flatMap { report in
      values(report).map { labelValue, value in
        ([("process", "\(report.process.processIdentifier)"), (label, labelValue)], value)
      }
    }
    add(kind, name, help, samples)
  }

  private mutating func add(_ kind: Kind, _ name: String, _ help: String, _ samples: [Sample]) {
    text += "# HELP afterglow_\(name) \(help)\n# TYPE afterglow_\(name) \(kind.rawValue)\n"
    for (labels, value) in samples {
      let pairs = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
      text += "afterglow_\(name)" + (pairs.isEmpty ? "" : "{\(pairs)}") + " \(Self.number(value))\n"
    }
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
