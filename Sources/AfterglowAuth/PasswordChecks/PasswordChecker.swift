import Afterglow
import HTTPTypes
import Logging
import Synchronization

/// A checker and hasher of clients' passwords, within ``PasswordLimits``.
///
///     let passwords = PasswordChecker()
///
///     app.post("/login") { (form: Form<LogIn>, request: Request) in
///       let found = accounts.find(form.name)
///       guard try passwords.verify(form.password, of: form.name, against: found?.hash, for: request) != .differs
///       …
///     }
///
/// Each check keeps a worker busy for some tenths of a second, so only some run at once. A client that comes while they
/// run gets 503 with `Retry-After` at once. After too many wrong passwords from one address, or for one account,
/// further ones get 429 with `Retry-After`, unchecked.
///
/// - An IPv6 client is counted by the first 64 bits of its address. Behind another proxy the address is the proxy's, so
///   that all clients are counted as one, unless nginx is told which proxy to trust (`set_real_ip_from`).
/// - Accounts that don't exist are counted as well, so no answer tells whether one does.
/// - A right password takes back this client's failures for this account, and no others.
/// - If a client has sent an account's right password within the last day, the account's failures from other addresses
///   don't count against that client, so strangers can't lock the owner out.
/// - Requests without credentials aren't counted.
///
/// Use one checker for everything that checks the same passwords, such as HTTP Basic and a form. Two would count
/// separately.
public final class PasswordChecker: Sendable {
  private let hasher: PasswordHasher
  private let limits: PasswordLimits
  let admission: Mutex<PasswordAdmission>
  private let now: @Sendable () -> ContinuousClock.Instant

  /// Creates a checker.
  ///
  /// - Parameters:
  ///   - hasher: the hasher; by default one with ``PasswordScheme/standard`` and without a cache.
  ///   - limits: the limits; `PasswordLimits()` by default.
  public convenience init(
    _ hasher: PasswordHasher = PasswordHasher(), limits: PasswordLimits = PasswordLimits()
  ) {
    self.init(hasher, limits: limits) { ContinuousClock.now }
  }

  init(
    _ hasher: PasswordHasher, limits: PasswordLimits, now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.hasher = hasher
    self.limits = limits
    self.now = now
    admission = Mutex(PasswordAdmission(limits))
  }

  /// Checks the password of a request.
  ///
  /// - Parameters:
  ///   - password: the password that the client sent.
  ///   - account: the account name that the client sent, whether or not the account exists.
  ///   - hash: the account's hash; `nil` if the account doesn't exist, which takes as long as a wrong password.
  ///   - request: the request, whose address is counted.
  /// - Returns: whether the password matches.
  /// - Throws: `HTTPError` 429 after too many failures, and 503 while as many passwords as allowed are being checked,
  ///   both with `Retry-After`; ``PasswordHashingError`` if there isn't enough memory.
  public func verify(
    _ password: String, of account: String, against hash: PasswordHash?, for request: Request
  ) throws -> PasswordVerification {
    let source = PasswordSource(account: account, address: RateLimitMiddleware.network(of: request))
    // Before the cache is asked: otherwise its answers would be guesses that aren't counted.
    if let wait = admission.withLock({ $0.wait(source, at: now()) }) { throw Self.tooManyFailures(wait) }
    if let remembered = hasher.remembered(password, for: hash) {
      admission.withLock { $0.recognize(source, at: now()) }
      return remembered
    }
    try begin(source)
    var outcome = PasswordAdmission.Outcome.abandoned
    defer { end(source, outcome, for: request) }
    let verification = try hasher.verify(password, against: hash)
    outcome = verification == .differs ? .failed : .succeeded
    return verification
  }

  /// Hashes a new password, for a client that registers or changes its password.
  ///
  /// It costs as much as a check and takes one of the same places. Use a `RateLimitMiddleware` to limit how often a
  /// client may register.
  ///
  /// - Parameter password: the password; not empty, and without NUL.
  /// - Returns: the hash, to be stored.
  /// - Throws: `HTTPError` 503 with `Retry-After` while as many passwords as allowed are being hashed;
  ///   ``PasswordHashingError`` if the password can't be hashed.
  public func hash(_ password: String) throws -> PasswordHash {
    guard admission.withLock({ $0.beginHashing(checksAtOnce: checksAtOnce) }) else { throw Self.busy }
    defer { admission.withLock { $0.endHashing() } }
    return try hasher.hash(password)
  }

  private var checksAtOnce: Int { limits.checksAtOnce(ofWorkers: ServingWorkers.count) }

  private func begin(_ source: PasswordSource) throws(HTTPError) {
    switch admission.withLock({ $0.begin(source, at: now(), checksAtOnce: checksAtOnce) }) {
    case .admitted: return
    case .refused(let wait): throw Self.tooManyFailures(wait)
    case .busy: throw Self.busy
    }
  }

  private func end(_ source: PasswordSource, _ outcome: PasswordAdmission.Outcome, for request: Request) {
    let isRefused = admission.withLock { admission in
      admission.end(source, outcome, at: now())
      return admission.wait(source, at: now()) != nil
    }
    guard isRefused, outcome == .failed else { return }
    // Without the account's name: people sometimes type their password in its place.
    request.logger.notice(
      "There were too many wrong passwords; more are refused for a while.",
      metadata: ["client": "\(request.remoteAddress ?? "unknown")"])
  }

  private static func tooManyFailures(_ wait: Duration) -> HTTPError {
    // RFC 9110, section 10.2.3: whole seconds, rounded up so that the client doesn't come too early.
    let seconds = max(1, Int64((wait / .seconds(1)).rounded(.up)))
    return HTTPError(
      .tooManyRequests, detail: "There were too many wrong passwords; try again in \(seconds) s.",
      headers: [.retryAfter: "\(seconds)"])
  }

  /// The 503 with a delay of 1 s, since a check takes less than a second.
  private static let busy = HTTPError(
    .serviceUnavailable, detail: "Too many passwords are being checked; try again in 1 s.",
    headers: [.retryAfter: "1"])
}
