/// How long a web server may take over a request.
struct ExchangeLimits: Sendable {
  /// For the begin request record and the params in all; and for stdin, beyond what ``minimumStdinRate`` gives it.
  var readTimeout: Duration = .seconds(60)

  /// For taking what one write has for it, of up to 64 KiB.
  var writeTimeout: Duration = .seconds(60)

  /// In bytes per second.
  ///
  /// A web server that hands on what a slow client sends is well above it; one that drips is not.
  static let minimumStdinRate = 500

  func stdinDeadline(since start: ContinuousClock.Instant, byteCount: Int) -> ContinuousClock.Instant {
    start + readTimeout + .seconds(byteCount / Self.minimumStdinRate)
  }
}
