/// Told of every request and background task that ends; passes it on to who counts or writes it down.
struct RequestObserver: Sendable {
  let counters: ApplicationCounters
  /// `nil` unless a metrics backend has been bootstrapped.
  let metrics: ApplicationMetrics?
  /// `nil` unless it has been asked for.
  let accessLog: AccessLog?

  /// The request is finished: the client has its whole response.
  ///
  /// - Returns: how long it took.
  func requestFinished(_ observed: ObservedRequest) -> Duration {
    let duration = observed.start.duration(to: .now)
    counters.countResponse(observed.status, handledIn: duration)
    if let metrics {
      metrics.countResponse(
        observed.status, method: observed.head?.method, route: observed.head?.route, duration: duration)
    }
    return duration
  }

  @Sendable func taskEnded(_ outcome: BackgroundTaskOutcome) {
    counters.countTask(outcome)
    metrics?.countTask(outcome)
  }
}
