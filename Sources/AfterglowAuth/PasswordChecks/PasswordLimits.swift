/// How many passwords a ``PasswordChecker`` checks at once, and how many wrong ones it takes from whom.
///
/// Each process counts for itself: with `--processes 4` a client may have up to four times as many, and a process that is
/// replaced starts anew.
public struct PasswordLimits: Sendable, Equatable {
  /// How many wrong passwords one client may send in a ``period``, and how many may be sent for one account; 10 by
  /// default.
  ///
  /// The fewer, the fewer guesses there are, and the sooner people are refused who mistype their password, or who share an
  /// address with somebody who guesses.
  public var failures: Int

  /// The time in which ``failures`` are allowed; one minute by default.
  ///
  /// They wear off evenly: with the defaults one more password is checked each six seconds.
  public var period: Duration

  /// How many passwords are hashed at the same time; a quarter of the workers by default, and at least one.
  ///
  /// The more, the more workers somebody who guesses can keep from all other requests, and the more memory that takes; the
  /// fewer, the sooner people who log in at the same time are told to try again.
  public var checksAtOnce: Int?

  /// How many clients and accounts are counted at most; 30,000 by default, which take up to 4 MB.
  ///
  /// When there are more, those with the fewest failures are forgotten.
  public var maxCounted: Int

  /// Limits; the parameters that are left out have their defaults.
  public init(
    failures: Int = 10, per period: Duration = .seconds(60), checksAtOnce: Int? = nil,
    maxCounted: Int = 30_000
  ) {
    precondition(failures > 0, "a client may send one wrong password at least, not \(failures)")
    precondition(period > .zero, "failures are counted for longer than \(period)")
    precondition(checksAtOnce.map { $0 > 0 } ?? true, "one password at least is checked at once")
    precondition(maxCounted > 0, "one client at least is counted, not \(maxCounted)")
    self.failures = failures
    self.period = period
    self.checksAtOnce = checksAtOnce
    self.maxCounted = maxCounted
  }

  /// How many passwords are hashed at the same time in a process with so many workers.
  func checksAtOnce(ofWorkers workers: Int) -> Int { checksAtOnce ?? max(1, workers / 4) }
}
