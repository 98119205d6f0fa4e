/// A point in time for each of at most so many keys: when there are more, the earliest are forgotten.
///
/// It is for what is counted of clients, who can make up any number of keys.
package struct Deadlines<Key: Hashable & Sendable>: Sendable {
  private let capacity: Int
  private var times: [Key: ContinuousClock.Instant] = [:]

  /// - Parameter capacity: the most keys; at least one.
  package init(capacity: Int) {
    precondition(capacity > 0, "Deadlines need room for at least one key, not \(capacity).")
    self.capacity = capacity
  }

  /// How many keys it has now, some of them with times that have passed perhaps.
  package var count: Int { times.count }

  /// The time of a key, which may have passed.
  package subscript(key: Key) -> ContinuousClock.Instant? { times[key] }

  /// Sets the time of a key.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - time: its time; `nil` forgets the key.
  ///   - now: the present time. Keys whose time has passed make room first.
  package mutating func set(_ key: Key, to time: ContinuousClock.Instant?, now: ContinuousClock.Instant) {
    times[key] = time
    if times.count > capacity { makeRoom(at: now) }
  }

  /// Makes room for a tenth of the capacity at least, so that it need not be made for each new key.
  private mutating func makeRoom(at now: ContinuousClock.Instant) {
    times = times.filter { $0.value > now }
    let rest = capacity * 9 / 10
    guard times.count > rest else { return }
    let excess = times.count - rest
    for (key, _) in times.sorted(by: { $0.value < $1.value }).prefix(excess) { times[key] = nil }
  }
}
