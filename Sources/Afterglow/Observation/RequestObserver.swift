import HTTPTypes

/// An observer of every request and background task that ends, for the counters, the metrics and the access log.
struct RequestObserver: BackgroundTaskObserver {
  let counters: ApplicationCounters
  /// The metrics; `nil` unless a metrics backend has been bootstrapped.
  let metrics: ApplicationMetrics?
  /// The access log; `nil` unless it is enabled.
  let accessLog: AccessLog?

  /// Counts a finished request.
  ///
  /// - Returns: the time that the request took.
  func requestFinished(_ observed: ObservedRequest) -> Duration {
    let duration = observed.start.duration(to: .now)
    counters.countResponse(observed.status, handledIn: duration)
    if let metrics {
      metrics.countResponse(
        observed.status, method: observed.head?.method, route: observed.head?.route, duration: duration)
    }
    return duration
  }

  func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) {
    if case .notRun = outcome.result { return }
    counters.countTask(outcome)
    metrics?.countTask(outcome)
  }
}

/// A request that has been answered, as counters, metrics and the access log see it.
struct ObservedRequest: Sendable {
  /// The time at which the request's params had arrived.
  let start: ContinuousClock.Instant
  /// The request's head; `nil` if the params don't make a valid request.
  ///
  /// Only the head is kept, so that the body doesn't stay in memory while background tasks run.
  let head: RequestHead?
  var status: HTTPResponse.Status
  let context: RequestContext
}
