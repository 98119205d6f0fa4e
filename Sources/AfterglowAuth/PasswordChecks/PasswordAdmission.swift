import Afterglow

/// The decision whose passwords are checked.
///
/// It is a pure value that is given the time and the outcome of each check.
///
/// Failures are counted for the address, for the account, and for the pair of both. A check counts as failed until it
/// has succeeded, so that many checks at once are no way around the limit. Each count wears off as `RateLimit` says.
///
/// A success takes back the failures of this address with this account, and no others. If it took back the address's
/// failures with other accounts, a client with one valid account could guess for ever. If it took back other addresses'
/// failures with this account, they could guess on whenever its owner logs in. The rule gives no client additional
/// guesses: the failures of the pair wear off at the full rate, so they never exceed their share of the other counts.
struct PasswordAdmission: Sendable {
  enum Verdict: Equatable {
    case admitted
    /// There were too many failures.
    case refused(retryAfter: Duration)
    /// As many passwords as allowed are being checked.
    case busy
  }

  enum Outcome {
    case succeeded
    case failed
    /// The password was not checked.
    case abandoned
  }

  /// The time for which an address is known to an account after a success.
  static let acquaintance = Duration.seconds(24 * 3600)

  private let limit: RateLimit
  /// The time at which each one's failures have worn off.
  private var failures: Deadlines<Int>
  /// The time until which each address is known to an account; failures from elsewhere don't shut it out.
  private var acquaintances: Deadlines<Int>
  private(set) var runningChecks = 0

  init(_ limits: PasswordLimits) {
    limit = RateLimit(count: limits.failures, period: limits.period, burst: limits.failures)
    failures = Deadlines(capacity: limits.maxCounted)
    acquaintances = Deadlines(capacity: limits.maxCounted)
  }

  /// The number of counts that are kept.
  var count: Int { failures.count + acquaintances.count }

  /// Returns the time that the source has to wait because of its failures; `nil` if it need not wait.
  func wait(_ source: PasswordSource, at now: ContinuousClock.Instant) -> Duration? {
    let counted = isKnown(source, at: now) ? [source.address] : [source.address, source.account]
    let waits = counted.compactMap { $0 }.compactMap { key -> Duration? in
      guard case .refused(let wait) = limit.verdict(emptyAt: failures[key], now: now) else { return nil }
      return wait
    }
    return waits.max()
  }

  /// Returns whether a password may be checked now.
  ///
  /// After an admitted check, call ``end(_:_:at:)``.
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

  /// Ends an admitted check.
  mutating func end(_ source: PasswordSource, _ outcome: Outcome, at now: ContinuousClock.Instant) {
    endHashing()
    switch outcome {
    case .failed: break
    case .abandoned: takeBack(limit.interval, from: source.counted, at: now)
    case .succeeded:
      // Without an address, this client's failures can't be told from others'.
      if source.pair == nil { takeBack(limit.interval, from: [source.account], at: now) }
      recognize(source, at: now)
    }
  }

  /// Notes that a password was right.
  mutating func recognize(_ source: PasswordSource, at now: ContinuousClock.Instant) {
    guard let pair = source.pair else { return }
    if let end = failures[pair], end > now { takeBack(now.duration(to: end), from: source.counted, at: now) }
    acquaintances.set(pair, to: now + Self.acquaintance, now: now)
  }

  /// Takes one of the places for hashing.
  ///
  /// - Returns: whether a place was free.
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
