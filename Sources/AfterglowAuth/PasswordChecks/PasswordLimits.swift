/// The limits of a ``PasswordChecker``: the passwords checked at once, and the wrong ones accepted from a client.
///
/// Each process counts for itself: with `--processes 4` a client may have up to four times as many, and a replaced
/// process starts anew.
public struct PasswordLimits: Sendable, Equatable {
  /// The number of wrong passwords that a client may send in a ``period``, and that may be sent for one account; 10 by
  /// default.
  ///
  /// A lower number allows fewer guesses. It also refuses people sooner who mistype their password or share an address
  /// with somebody who guesses.
  public var failures: Int

  /// The time in which ``failures`` are allowed; one minute by default.
  ///
  /// Failures wear off evenly: with the defaults one more password is checked every six seconds.
  public var period: Duration

  /// The number of passwords that are hashed at the same time; `nil`, the default, for a quarter of the workers, at
  /// least one.
  ///
  /// A higher number lets somebody who guesses keep more workers from other requests, and takes more memory. With a
  /// lower number, people who log in at the same time are sooner told to try again.
  public var checksAtOnce: Int?

  /// The maximum number of clients and accounts that are counted; 30,000 by default, which take up to 4 MB.
  ///
  /// If there are more, those with the fewest failures are dropped.
  public var maxCounted: Int

  /// Creates limits.
  ///
  /// - Parameters:
  ///   - failures: the number of wrong passwords in a period; 10 by default.
  ///   - period: the period; one minute by default.
  ///   - checksAtOnce: the number of passwords hashed at the same time; `nil` by default, for a quarter of the workers.
  ///   - maxCounted: the maximum number of clients and accounts that are counted; 30,000 by default.
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

  /// Returns the number of passwords that are hashed at the same time in a process with that number of workers.
  func checksAtOnce(ofWorkers workers: Int) -> Int { checksAtOnce ?? max(1, workers / 4) }
}
