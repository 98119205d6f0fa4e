/// Points in time for a limited number of keys.
///
/// If there are more keys, those with the earliest times are removed. The limit bounds the memory, because clients can
/// invent any number of keys.
package struct Deadlines<Key: Hashable & Sendable>: Sendable {
  private let capacity: Int
  private var times: [Key: ContinuousClock.Instant] = [:]

  /// Creates an empty collection.
  ///
  /// - Parameter capacity: the maximum number of keys; at least one.
  package init(capacity: Int) {
    precondition(capacity > 0, "Deadlines need room for at least one key, not \(capacity).")
    self.capacity = capacity
  }

  /// The number of keys, including those whose time may have passed.
  package var count: Int { times.count }

  /// Returns the time of a key, which may have passed; `nil` if the key is unknown.
  package subscript(key: Key) -> ContinuousClock.Instant? { times[key] }

  /// Sets the time of a key.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - time: the time of the key; `nil` removes the key.
  ///   - now: the present time. Keys whose time has passed are removed first.
  package mutating func set(_ key: Key, to time: ContinuousClock.Instant?, now: ContinuousClock.Instant) {
    times[key] = time
    if times.count > capacity { makeRoom(at: now) }
  }

  /// Frees at least a tenth of the capacity, so that not every new key requires it.
  private mutating func makeRoom(at now: ContinuousClock.Instant) {
    times = times.filter { $0.value > now }
    let rest = capacity * 9 / 10
    guard times.count > rest else { return }
    let excess = times.count - rest
    for (key, _) in times.sorted(by: { $0.value < $1.value }).prefix(excess) { times[key] = nil }
  }
}
