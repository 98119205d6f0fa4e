/// A limit for the rate of one client's requests.
///
/// It is a leaky bucket, in the form of the generic cell rate algorithm (ITU-T I.371): a full bucket of requests passes
/// at once, and then as many as leak out.
package struct RateLimit: Sendable {
  /// The time in which one request leaks out of the bucket.
  package let interval: Duration

  /// The time by which a request may come early.
  private let tolerance: Duration

  package init(count: Int, period: Duration, burst: Int) {
    precondition(count > 0 && burst > 0 && period > .zero, "A rate limit has to let some requests pass.")
    interval = period / count
    tolerance = interval * (burst - 1)
  }

  /// The time at which a client's bucket will be empty.
  ///
  /// It is all that is stored for a client.
  package typealias EmptyTime = ContinuousClock.Instant

  package enum Verdict: Equatable {
    case passes(emptyAt: EmptyTime)
    case refused(retryAfter: Duration)
  }

  /// Returns whether a request passes.
  package func verdict(emptyAt: EmptyTime?, now: ContinuousClock.Instant) -> Verdict {
    let emptyAt = max(emptyAt ?? now, now)
    let wait = now.duration(to: emptyAt) - tolerance
    if wait > .zero { return .refused(retryAfter: wait) }
    return .passes(emptyAt: emptyAt + interval)
  }
}
