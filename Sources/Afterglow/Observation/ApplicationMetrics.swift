import FastCGI
import HTTPTypes
import Metrics

/// The metrics that an application reports through swift-metrics to the bootstrapped backend.
///
/// Once a second it gets the samples of this process, under the names of ``Metric/emittedName``. In place of the sums of
/// requests and tasks it gets each event:
///
/// | metric | kind | labels |
/// | --- | --- | --- |
/// | `afterglow_requests` | counter | `method`, `route`, `status` |
/// | `afterglow_request_duration` | timer, until the request is finished | `method`, `route` |
/// | `afterglow_background_tasks` | counter | `outcome`: `succeeded`, `failed`, `timed_out`, `cancelled` |
/// | `afterglow_background_task_duration` | timer | |
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
  private let samples: SampledMetrics

  /// Creates all metrics; `nil` if no backend has been bootstrapped.
  init?(factory: any MetricsFactory, routes declarations: [RouteDeclaration]) {
    if factory is NOOPMetricsHandler { return nil }
    routes = Self.routes(declarations, factory)
    unmatched = RouteMetrics(method: "other", route: "unmatched", factory: factory)
    func outcome(_ name: String) -> Counter {
      Counter(label: EventMetric.backgroundTasks.label, dimensions: [("outcome", name)], factory: factory)
    }
    (succeeded, failed) = (outcome("succeeded"), outcome("failed"))
    (timedOut, cancelled) = (outcome("timed_out"), outcome("cancelled"))
    taskDuration = Timer(label: EventMetric.backgroundTaskDuration.label, factory: factory)
    samples = SampledMetrics(factory: factory)
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

  /// Emits the samples of this process.
  ///
  /// - Parameters:
  ///   - status: the current status, with this process alone.
  ///   - earlier: the status emitted before; `nil` at the first.
  func emit(_ status: ServiceStatus, after earlier: ServiceStatus?) {
    samples.emit(status, after: earlier)
  }
}

/// The metrics of the requests with one method and one route.
struct RouteMetrics: Sendable {
  private let responses: [Counter]
  private let duration: Timer

  init(method: String, route: String, factory: any MetricsFactory) {
    let labels = [("method", method), ("route", route)]
    responses = (1...5).map { digit in
      Counter(
        label: EventMetric.requests.label, dimensions: labels + [("status", "\(digit)xx")], factory: factory)
    }
    duration = Timer(label: EventMetric.requestDuration.label, dimensions: labels, factory: factory)
  }

  func countResponse(_ status: HTTPResponse.Status, duration: Duration) {
    responses[min(max(status.code / 100, 1), 5) - 1].increment()
    self.duration.recordNanoseconds(duration.wholeNanoseconds)
  }
}

/// The metrics whose samples swift-metrics gets once a second.
///
/// They have no label for the process: each process reports to a backend of its own. Of the manager's metrics, which
/// all processes report, take the maximum.
struct SampledMetrics: Sendable {
  private struct Key: Hashable {
    let name: String
    let labelValues: [String]

    init(_ metric: Metric, _ sample: Metric.Sample) {
      name = metric.emittedName
      labelValues = sample.labels.filter(\.isEmitted).map(\.value)
    }
  }

  private let counters: [Key: Counter]
  private let gauges: [Key: Gauge]

  init(factory: any MetricsFactory) {
    var counters: [Key: Counter] = [:]
    var gauges: [Key: Gauge] = [:]
    for (metric, sample) in Self.samples(of: .blank) {
      let key = Key(metric, sample)
      let labels = sample.labels.filter(\.isEmitted).map { ($0.name, $0.value) }
      switch metric.kind {
      case .counter: counters[key] = Counter(label: key.name, dimensions: labels, factory: factory)
      case .gauge: gauges[key] = Gauge(label: key.name, dimensions: labels, factory: factory)
      }
    }
    (self.counters, self.gauges) = (counters, gauges)
  }

  func emit(_ status: ServiceStatus, after earlier: ServiceStatus?) {
    var counted: [Key: Int] = [:]
    if let earlier {
      for (metric, sample) in Self.samples(of: earlier) { counted[Key(metric, sample)] = Int(sample.value) }
    }
    for (metric, sample) in Self.samples(of: status) {
      let key = Key(metric, sample)
      gauges[key]?.record(sample.value)
      // The manager's counters begin anew with another manager.
      counters[key]?.increment(by: max(0, Int(sample.value) - (counted[key] ?? 0)))
    }
  }

  private static func samples(of status: ServiceStatus) -> [(Metric, Metric.Sample)] {
    status.metrics.filter { $0.emission == .eachSecond }.flatMap { metric in
      metric.samples.map { (metric, $0) }
    }
  }
}

extension Metric.Label {
  fileprivate var isEmitted: Bool { name != Metric.processLabel }
}
