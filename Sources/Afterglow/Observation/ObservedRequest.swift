import HTTPTypes

/// A request that has been answered, as counters, metrics and the access log see it.
struct ObservedRequest: Sendable {
  /// The time at which the request's params had arrived.
  let start: ContinuousClock.Instant
  /// The request's head; `nil` if the params don't make a valid request.
  ///
  /// Only the head is kept, so that the body doesn't stay in memory while background tasks run.
  let head: RequestHead?
  let id: String
  var status: HTTPResponse.Status
}
