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
  enum Direction {
    case reading, writing
  }

  /// Names one of the requests that the worker receives one after the other.
  struct RequestNumber: Equatable, Sendable {
    fileprivate var value: UInt64 = 0
  }

  private struct State {
    var descriptor: Int32 = -1
    var direction = Direction.reading
    var deadline = ContinuousClock.now
    var hasFired = false
    var request = RequestNumber()
    var isReadingOver = false

    mutating func endReading() {
      guard descriptor >= 0, direction == .reading else { return }
      hasFired = true
      shutdown(descriptor, Int32(SHUT_RD))
    }
  }

  private let state = Mutex(State())

  /// Begins a request; what interrupted the reading of the last one doesn't concern it.
  func beginRequest() -> RequestNumber {
    state.withLock { state in
      state.request.value += 1
      state.isReadingOver = false
      return state.request
    }
  }

  /// Does something that may block on the connection.
  ///
  /// - Returns: what the body returns, and whether the connection was shut down because it took too long.
  func watching<Result>(
    _ descriptor: Int32, _ direction: Direction, until deadline: ContinuousClock.Instant, _ body: () -> Result
  ) -> (result: Result, timedOut: Bool) {
    state.withLock { state in
      state.descriptor = descriptor
      state.direction = direction
      state.deadline = deadline
      state.hasFired = false
      if state.isReadingOver { state.endReading() }
    }
    let result = body()
    let timedOut = state.withLock { state in
      state.descriptor = -1
      return state.hasFired
    }
    return (result, timedOut)
  }

  /// Allows what is being done just now to take longer; for the body of ``watching(_:_:until:_:)``.
  func extend(to deadline: ContinuousClock.Instant) {
    state.withLock { $0.deadline = deadline }
  }

  /// Ends a request's read that is blocking just now, and every read of it to come; what is still to be written can be.
  ///
  /// A request that is no longer in hand is left alone, and with it the one that the worker has gone on to.
  func interruptReading(of request: RequestNumber) {
    state.withLock { state in
      guard state.request == request else { return }
      state.isReadingOver = true
      state.endReading()
    }
  }

  /// Shuts the connection down if its time has passed; of one that is read, only the reading.
  ///
  /// The client can then still be told that its body came too slowly.
  /// The lock is held meanwhile, so that the worker can't close the descriptor and another connection get its
  /// number.
  func check(at now: ContinuousClock.Instant) {
    state.withLock { state in
      guard state.descriptor >= 0, !state.hasFired, state.deadline < now else { return }
      guard state.direction == .writing else { return state.endReading() }
      state.hasFired = true
      shutdown(state.descriptor, Int32(SHUT_RDWR))
    }
  }
}
