import Afterglow

/// Decides whose passwords are checked: a value that is told the time, and what came of each check.
///
/// Failures are counted for the address, for the account, and for the two together. A check counts as failed until it has
/// succeeded, so that many at once are no way around. Each count wears off as ``RateLimit`` says.
///
/// What succeeds takes back the failures of this address with this account, and no others: not those of the address with
/// other accounts, or somebody with one good account would guess for ever, and not those of other addresses with this
/// account, or they would when its owner comes. That gives nobody more guesses than without: the failures of the two
/// together wear off at the full rate, so they are never more than their part of the other counts.
struct PasswordAdmission: Sendable {
  enum Verdict: Equatable {
    case admitted
    /// There were too many failures.
    case refused(retryAfter: Duration)
    /// As many as allowed are being checked.
    case busy
  }

  enum Outcome {
    case succeeded
    case failed
    /// The password was not checked.
    case abandoned
  }

  /// How long an address is known to an account after a success.
  static let acquaintance = Duration.seconds(24 * 3600)

  private let limit: RateLimit
  /// When the failures of each have worn off.
  private var failures: Deadlines<Int>
  /// Until when an address is known to an account: failures from elsewhere don't shut its owner out.
  private var acquaintances: Deadlines<Int>
  private(set) var runningChecks = 0

  init(_ limits: PasswordLimits) {
    limit = RateLimit(count: limits.failures, period: limits.period, burst: limits.failures)
    failures = Deadlines(capacity: limits.maxCounted)
    acquaintances = Deadlines(capacity: limits.maxCounted)
  }

  /// How many counts are kept.
  var count: Int { failures.count + acquaintances.count }

  /// How long the source has to wait because of its failures; `nil` if it need not.
  func wait(_ source: PasswordSource, at now: ContinuousClock.Instant) -> Duration? {
    let counted = isKnown(source, at: now) ? [source.address] : [source.address, source.account]
    let waits = counted.compactMap { $0 }.compactMap { key -> Duration? in
      guard case .refused(let wait) = limit.verdict(emptyAt: failures[key], now: now) else { return nil }
      return wait
    }
    return waits.max()
  }

  /// Whether a password may be checked now; ``end(_:_:at:)`` follows on a check that is admitted.
  mutating func begin(
    _ source: PasswordSource, at now: ContinuousClock.Instant, checksAtOnce: Int
  ) -> Verdict {
    if let wait = wait(source, at: now) { return .refused(retryAfter: wait) }
    guard beginHashing(checksAtOnce: checksAtOnce) else { return .busy }
    for key in source.counted {
      failures.set(key, to: max(failures[key] ?? now, now) + limit.interval, now: now)
    }
    return .admitted
  }

  /// A check that was admitted has ended.
  mutating func end(_ source: PasswordSource, _ outcome: Outcome, at now: ContinuousClock.Instant) {
    endHashing()
    switch outcome {
    case .failed: break
    case .abandoned: takeBack(limit.interval, from: source.counted, at: now)
    case .succeeded:
      // Without an address nothing tells this client's failures from others'.
      if source.pair == nil { takeBack(limit.interval, from: [source.account], at: now) }
      recognize(source, at: now)
    }
  }

  /// A password was right.
  mutating func recognize(_ source: PasswordSource, at now: ContinuousClock.Instant) {
    guard let pair = source.pair else { return }
    if let end = failures[pair], end > now { takeBack(now.duration(to: end), from: source.counted, at: now) }
    acquaintances.set(pair, to: now + Self.acquaintance, now: now)
  }

  /// Takes one of the places for hashing.
  ///
  /// - Returns: whether there was one.
  mutating func beginHashing(checksAtOnce: Int) -> Bool {
    guard runningChecks < checksAtOnce else { return false }
    runningChecks += 1
    return true
  }

  mutating func endHashing() { runningChecks -= 1 }

  private func isKnown(_ source: PasswordSource, at now: ContinuousClock.Instant) -> Bool {
    guard let pair = source.pair, let end = acquaintances[pair] else { return false }
    return end > now
  }

  private mutating func takeBack(_ level: Duration, from keys: [Int], at now: ContinuousClock.Instant) {
    for key in keys {
      guard let end = failures[key] else { continue }
      let left = end - level
      failures.set(key, to: left > now ? left : nil, now: now)
    }
  }
}
