import Crypto
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Remembers for a while which passwords were right, where each request comes with one, as with HTTP Basic.
///
/// The hash is computed when a password comes for the first time instead of for each request. What is remembered is a code of the hash and the
/// password together: a user who is gone, or has another password, has to be checked anew at once. Wrong passwords are
/// never remembered, and a guess costs as much as without.
///
/// A password is forgotten once it hasn't come for a lifetime. The price: until then the memory of the process has the codes
/// and their key, and whoever can read it can guess these passwords fast. Each process has a cache of its own.
public final class PasswordCache: Sendable {
  private let lifetime: Duration
  private let capacity: Int
  private let now: @Sendable () -> ContinuousClock.Instant
  private let key = SymmetricKey(size: .bits256)
  private let ends = Mutex<[Data: ContinuousClock.Instant]>([:])

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - lifetime: how long a password is remembered after it came last; one minute by default. The longer, the longer the
  ///     memory has its code; the shorter, the more often a client has to wait for a check, or is told to try again while
  ///     others are checked.
  ///   - capacity: the most passwords remembered, at less than 200 bytes each; 1000 by default. The one that hasn't come
  ///     for the longest time makes room.
  public convenience init(lifetime: Duration = .seconds(60), capacity: Int = 1000) {
    self.init(lifetime: lifetime, capacity: capacity) { ContinuousClock.now }
  }

  init(lifetime: Duration, capacity: Int, now: @escaping @Sendable () -> ContinuousClock.Instant) {
    precondition(capacity > 0, "a cache has room for at least one password")
    self.lifetime = lifetime
    self.capacity = capacity
    self.now = now
  }

  func contains(_ password: String, for hash: PasswordHash) -> Bool {
    let code = code(of: password, hash)
    let now = now()
    return ends.withLock { ends in
      guard let end = ends[code] else { return false }
      guard end > now else {
        ends[code] = nil
        return false
      }
      ends[code] = now + lifetime
      return true
    }
  }

  func insert(_ password: String, for hash: PasswordHash) {
    let code = code(of: password, hash)
    let now = now()
    ends.withLock { ends in
      if ends.count >= capacity { ends = ends.filter { $0.value > now } }
      if ends.count >= capacity, let oldest = ends.min(by: { $0.value < $1.value }) { ends[oldest.key] = nil }
      ends[code] = now + lifetime
    }
  }

  private func code(of password: String, _ hash: PasswordHash) -> Data {
    // The hash has no NUL, so that no other pair gives the same text.
    Data(HMAC<SHA256>.authenticationCode(for: Data("\(hash.phcString)\0\(password)".utf8), using: key))
  }
}
