import HTTPTypes

/// A request that has been answered, as counters, metrics and the access log see it.
struct ObservedRequest: Sendable {
  /// When its params were there.
  let start: ContinuousClock.Instant
  /// `nil` if the params don't make a request.
  ///
  /// The head only: the body isn't to be kept in memory while background tasks run.
  let head: RequestHead?
  let id: String
  var status: HTTPResponse.Status
}
