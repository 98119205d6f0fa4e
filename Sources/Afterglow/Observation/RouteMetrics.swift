import HTTPTypes
import Metrics

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
