import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ends what takes too long on a worker's connection.
///
/// The worker says before each blocking read or write until when it may take. A control task looks from time to time, and
/// shuts the connection down when the time has passed: the read or write then returns. A socket's own time-outs would
/// start anew with every byte that a dripping peer sends.
final class ConnectionWatch: Sendable {
  private struct State {
    var descriptor: Int32 = -1
    var deadline = ContinuousClock.now
    var hasFired = false
  }

  private let state = Mutex(State())

  /// Does something that may block on the connection.
  ///
  /// - Returns: what the body returns, and whether the connection was shut down because it took too long.
  func watching<Result>(
    _ descriptor: Int32, until deadline: ContinuousClock.Instant, _ body: () -> Result
  ) -> (result: Result, timedOut: Bool) {
    state.withLock { $0 = State(descriptor: descriptor, deadline: deadline) }
    let result = body()
    let timedOut = state.withLock { state in
      state.descriptor = -1
      return state.hasFired
    }
    return (result, timedOut)
  }

  /// Ends a read that is blocking just now; what is still to be written can be.
  func interruptReading() {
    state.withLock { state in
      guard state.descriptor >= 0 else { return }
      state.hasFired = true
      shutdown(state.descriptor, Int32(SHUT_RD))
    }
  }

  /// Shuts the connection down if its time has passed.
  ///
  /// The lock is held meanwhile, so that the worker can't close the descriptor and another connection get its
  /// number.
  func check(at now: ContinuousClock.Instant) {
    state.withLock { state in
      guard state.descriptor >= 0, !state.hasFired, state.deadline < now else { return }
      state.hasFired = true
      shutdown(state.descriptor, Int32(SHUT_RDWR))
    }
  }
}
