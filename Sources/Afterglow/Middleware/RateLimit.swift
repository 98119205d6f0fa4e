/// How many requests of one client pass: as many as a bucket has room for at once, and then as it empties (the leaky
/// bucket in the form of the generic cell rate algorithm, ITU-T I.371).
package struct RateLimit: Sendable {
  /// How long the bucket takes to have room for one more.
  package let interval: Duration

  /// How far ahead of its time a request may be.
  private let tolerance: Duration

  package init(count: Int, period: Duration, burst: Int) {
    precondition(count > 0 && burst > 0 && period > .zero, "A rate limit has to let some requests pass.")
    interval = period / count
    tolerance = interval * (burst - 1)
  }

  /// When the bucket of one client will be empty: all that is kept of it.
  package typealias EmptyTime = ContinuousClock.Instant

  package enum Verdict: Equatable {
    case passes(emptyAt: EmptyTime)
    case refused(retryAfter: Duration)
  }

  /// Whether a request passes.
  package func verdict(emptyAt: EmptyTime?, now: ContinuousClock.Instant) -> Verdict {
    let emptyAt = max(emptyAt ?? now, now)
    let wait = now.duration(to: emptyAt) - tolerance
    if wait > .zero { return .refused(retryAfter: wait) }
    return .passes(emptyAt: emptyAt + interval)
  }
}
