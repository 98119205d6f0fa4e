import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ends reads and writes that take too long on a worker's connection.
///
/// Before each blocking read or write the worker sets a deadline. A control task checks it from time to time and
/// shuts down the connection when it has passed, so that the read or write returns. A socket's own time-outs would
/// restart with every byte from a slow peer.
final class ConnectionWatch: Sendable {
  enum Direction {
    case reading, writing
  }

  /// The number of one of the requests that the worker receives one after the other.
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

  /// Begins a request and forgets an interruption of the previous one.
  func beginRequest() -> RequestNumber {
    state.withLock { state in
      state.request.value += 1
      state.isReadingOver = false
      return state.request
    }
  }

  /// Performs an operation on the connection that may block.
  ///
  /// - Parameters:
  ///   - descriptor: the connection's descriptor.
  ///   - direction: the direction of the operation.
  ///   - deadline: the time at which the connection is shut down if the operation still runs.
  ///   - body: the operation.
  /// - Returns: the result of `body`, and whether the connection was shut down because it took too long.
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

  /// Extends the deadline of the current operation; for use in the body of ``watching(_:_:until:_:)``.
  func extend(to deadline: ContinuousClock.Instant) {
    state.withLock { $0.deadline = deadline }
  }

  /// Ends a request's current read and all its later reads; writing still works.
  ///
  /// It does nothing if the worker has finished that request, so that it never affects the next one.
  func interruptReading(of request: RequestNumber) {
    state.withLock { state in
      guard state.request == request else { return }
      state.isReadingOver = true
      state.endReading()
    }
  }

  /// Shuts down the connection if its deadline has passed; if it is being read, only the reading side.
  ///
  /// The client can then still be told that its body came too slowly. The lock is held during the shutdown. Otherwise
  /// the worker could close the descriptor, and another connection could get its number.
  func check(at now: ContinuousClock.Instant) {
    state.withLock { state in
      guard state.descriptor >= 0, !state.hasFired, state.deadline < now else { return }
      guard state.direction == .writing else { return state.endReading() }
      state.hasFired = true
      shutdown(state.descriptor, Int32(SHUT_RDWR))
    }
  }
}
