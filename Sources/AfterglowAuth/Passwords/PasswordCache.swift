import Crypto
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A cache of right passwords, for clients that send theirs with each request, as with HTTP Basic.
///
/// A password is hashed when it first comes, not for each request. The cache keeps a code of the stored hash and the
/// password together, so a removed user or a changed password has to be checked anew at once. Wrong passwords are never
/// kept, and a guess costs as much as without a cache.
///
/// A password is dropped after a lifetime without use. Until then the process's memory has its code and the key, and
/// anybody who can read that memory can guess the password fast. Each process has a cache of its own.
public final class PasswordCache: Sendable {
  private let lifetime: Duration
  private let capacity: Int
  private let now: @Sendable () -> ContinuousClock.Instant
  private let key = SymmetricKey(size: .bits256)
  private let ends = Mutex<[Data: ContinuousClock.Instant]>([:])

  /// Creates an empty cache.
  ///
  /// - Parameters:
  ///   - lifetime: the time for which a password is kept after its last use; one minute by default. A longer time keeps
  ///     its code in memory for longer. With a shorter time a client waits more often for a check, or is told to try
  ///     again while others are checked.
  ///   - capacity: the maximum number of passwords, at less than 200 bytes each; 1000 by default. The least recently
  ///     used one makes room.
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
    // The hash has no NUL, so no other pair gives the same text.
    Data(HMAC<SHA256>.authenticationCode(for: Data("\(hash.phcString)\0\(password)".utf8), using: key))
  }
}
