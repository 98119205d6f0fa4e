import FastCGI
import HTTPTypes
import Metrics

/// The metrics that an application reports through swift-metrics to the bootstrapped backend.
///
/// | metric | kind | labels |
/// | --- | --- | --- |
/// | `afterglow_requests` | counter | `method`, `route`, `status` |
/// | `afterglow_request_duration` | timer, until the request is finished | `method`, `route` |
/// | `afterglow_background_tasks` | counter | `outcome`: `succeeded`, `failed`, `timed_out`, `cancelled` |
/// | `afterglow_background_task_duration` | timer | |
/// | `afterglow_connections_accepted` | counter, once a second | |
/// | `afterglow_connections` | gauge, once a second | `state`: `active`, `idle` |
/// | `afterglow_log_lines_dropped` | counter, once a second | |
/// | `afterglow_workers` | gauge, once a second | `state`: `idle`, `receiving`, `responding`, `running_task` |
///
/// `route` is the route's template, such as `/users/{id}`, and `status` the class, such as `2xx`. A request that
/// matches no route has the route `unmatched` and the method `other`, since a client could make up any number of paths
/// and methods. The names of tasks are not labels: they could hold a user's name by mistake.
struct ApplicationMetrics: Sendable {
  private struct RouteKey: Hashable {
    let method: String
    let route: String
  }

  private let routes: [RouteKey: RouteMetrics]
  private let unmatched: RouteMetrics
  private let succeeded, failed, timedOut, cancelled: Counter
  private let taskDuration: Timer
  private let accepted: Counter
  private let droppedLogLines: Counter
  private let activeConnections, idleConnections: Gauge
  private let workers: [(kind: WorkerActivity.Kind, gauge: Gauge)]

  /// Creates all metrics; `nil` if no backend has been bootstrapped.
  init?(factory: any MetricsFactory, routes declarations: [RouteDeclaration]) {
    if factory is NOOPMetricsHandler { return nil }
    routes = Self.routes(declarations, factory)
    unmatched = RouteMetrics(method: "other", route: "unmatched", factory: factory)
    func outcome(_ name: String) -> Counter {
      Counter(label: "afterglow_background_tasks", dimensions: [("outcome", name)], factory: factory)
    }
    (succeeded, failed) = (outcome("succeeded"), outcome("failed"))
    (timedOut, cancelled) = (outcome("timed_out"), outcome("cancelled"))
    taskDuration = Timer(label: "afterglow_background_task_duration", factory: factory)
    accepted = Counter(label: "afterglow_connections_accepted", factory: factory)
    droppedLogLines = Counter(label: "afterglow_log_lines_dropped", factory: factory)
    func gauge(_ label: String, _ state: String) -> Gauge {
      Gauge(label: label, dimensions: [("state", state)], factory: factory)
    }
    activeConnections = gauge("afterglow_connections", "active")
    idleConnections = gauge("afterglow_connections", "idle")
    workers = WorkerActivity.Kind.allCases.filter { $0 != .ended }.map {
      ($0, gauge("afterglow_workers", $0.label))
    }
  }

  private static func routes(
    _ declarations: [RouteDeclaration], _ factory: any MetricsFactory
  ) -> [RouteKey: RouteMetrics] {
    var routes: [RouteKey: RouteMetrics] = [:]
    for declaration in declarations {
      // A route for GET answers HEAD as well.
      let methods = declaration.methods + (declaration.methods.contains(.get) ? [.head] : [])
      for method in methods {
        let key = RouteKey(method: method.rawValue, route: declaration.path)
        routes[key] = RouteMetrics(method: key.method, route: key.route, factory: factory)
      }
    }
    return routes
  }

  func countResponse(
    _ status: HTTPResponse.Status, method: HTTPRequest.Method?, route: String?, duration: Duration
  ) {
    let known = route.flatMap { route in
      method.flatMap { routes[RouteKey(method: $0.rawValue, route: route)] }
    }
    (known ?? unmatched).countResponse(status, duration: duration)
  }

  func countTask(_ outcome: BackgroundTaskOutcome) {
    taskDuration.recordNanoseconds(outcome.duration.wholeNanoseconds)
    switch outcome.result {
    case .succeeded: succeeded.increment()
    case .failed: failed.increment()
    case .timedOut: timedOut.increment()
    case .cancelled: cancelled.increment()
    case .notRun: break
    }
  }

  /// Sets the metrics that come from the process's report.
  ///
  /// - Parameters:
  ///   - report: the current report.
  ///   - earlier: the previous report; `nil` at the first.
  func setProcess(_ report: ProcessReport, after earlier: ProcessReport?) {
    let status = report.process
    accepted.increment(by: status.acceptedConnections - (earlier?.process.acceptedConnections ?? 0))
    droppedLogLines.increment(
      by: report.application.droppedLogLines - (earlier?.application.droppedLogLines ?? 0))
    activeConnections.record(status.activeConnections)
    idleConnections.record(status.idleConnections)
    for (kind, gauge) in workers {
      gauge.record(status.workers.count { $0.activity.kind == kind })
    }
  }
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

/// The metrics of the requests with one method and one route.
struct RouteMetrics: Sendable {
  private let responses: [Counter]
  private let duration: Timer

  init(method: String, route: String, factory: any MetricsFactory) {
    let labels = [("method", method), ("route", route)]
    responses = (1...5).map { digit in
      Counter(label: "afterglow_requests", dimensions: labels + [("status", "\(digit)xx")], factory: factory)
    }
    duration = Timer(label: "afterglow_request_duration", dimensions: labels, factory: factory)
  }

  func countResponse(_ status: HTTPResponse.Status, duration: Duration) {
    responses[min(max(status.code / 100, 1), 5) - 1].increment()
    self.duration.recordNanoseconds(duration.wholeNanoseconds)
  }
}
