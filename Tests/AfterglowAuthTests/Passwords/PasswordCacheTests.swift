import Synchronization
import Testing

@testable import AfterglowAuth

@Suite struct PasswordCacheTests {
  private let hash = PasswordHash(
    scheme: .pbkdf2SHA256(iterations: 1), salt: Array(1...16), hash: Array(1...32))

  /// A clock that stands still until it is moved.
  private final class TestClock: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 += duration } }
  }

  private let clock = TestClock()

  private func cache(capacity: Int = 10) -> PasswordCache {
    let clock = clock
    return PasswordCache(lifetime: .seconds(60), capacity: capacity) { clock.now }
  }

  @Test func `It remembers what was put in`() {
    let cache = cache()
    #expect(!cache.contains("lovelace", for: hash))
    cache.insert("lovelace", for: hash)
    #expect(cache.contains("lovelace", for: hash))
  }

  @Test func `Another password, or another hash, is not what was put in`() {
    let cache = cache()
    cache.insert("lovelace", for: hash)
    #expect(!cache.contains("lovelac", for: hash))
    let other = PasswordHash(scheme: hash.scheme, salt: Array(2...17), hash: Array(1...32))
    #expect(!cache.contains("lovelace", for: other))
  }

  @Test func `It forgets a password that hasn't come for a minute`() {
    let cache = cache()
    cache.insert("lovelace", for: hash)
    for _ in 1...3 {
      clock.advance(by: .seconds(45))
      #expect(cache.contains("lovelace", for: hash))
    }
    clock.advance(by: .seconds(60))
    #expect(!cache.contains("lovelace", for: hash))
  }

  @Test func `When it is full the oldest makes room`() {
    let cache = cache(capacity: 3)
    for number in 1...5 {
      cache.insert("password \(number)", for: hash)
      clock.advance(by: .seconds(1))
    }
    #expect((1...5).map { cache.contains("password \($0)", for: hash) } == [false, false, true, true, true])
  }

  @Test func `A wrong password is never remembered`() throws {
    let cache = cache()
    let passwords = PasswordHasher(.pbkdf2SHA256(iterations: 1), cache: cache)
    let hash = try passwords.hash("lovelace")
    _ = try passwords.verify("wrong", against: hash)
    #expect(!cache.contains("wrong", for: hash))
  }
}
