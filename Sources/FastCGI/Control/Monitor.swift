#if canImport(Glibc)
  import Glibc
#endif

/// A value behind a lock, with a condition that threads can wait for.
///
/// Use it only on threads that may block: control threads, and workers for a limited time.
package final class Monitor<State: Sendable>: @unchecked Sendable {
  // Unchecked is safe: the state is only accessed while `mutex` is held. Synchronization's Mutex can't be used, as it
  // has no condition variable.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  /// Creates a monitor with an initial state.
  package init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // Changes of the system's clock must not end or prolong a wait.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the state while holding the lock.
  package func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&state)
  }

  /// Makes all waiting threads check the state again.
  package func wakeAll() { pthread_cond_broadcast(condition) }

  /// Waits until the closure returns a value, and returns it; the closure is called with the lock held.
  package func wait<Result>(for body: (inout State) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      pthread_cond_wait(condition, mutex)
    }
  }

  /// Waits until the closure returns a value, for no longer than a limit.
  ///
  /// - Parameters:
  ///   - limit: the longest time to wait.
  ///   - body: the closure, which is called with the lock held.
  /// - Returns: the value, or `nil` if the time has run out.
  package func wait<Result>(within limit: Duration, for body: (inout State) -> Result?) -> Result? {
    var deadline = Self.time(after: limit)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT { return body(&state) }
    }
  }

  private static func time(after duration: Duration) -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let (seconds, attoseconds) = duration.components
    let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
    time.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return time
  }
}
