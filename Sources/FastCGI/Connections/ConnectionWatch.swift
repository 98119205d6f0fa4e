import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ends reads and writes that take too long on a worker's connection.
///
/// Before each blocking read or write the worker sets a deadline. A control task checks it from time to time, and ends
/// the read or write when the deadline has passed. A socket's own time-outs would restart with every byte from a slow
/// peer.
final class ConnectionWatch: Sendable {
  /// A kind of operation, which decides how it is ended.
  enum Operation {
    /// Reading a request before its stdin: the connection's reading side is shut down.
    case receiving
    /// Reading stdin: the read is interrupted. A response can still be written, and the web server can go on sending.
    ///
    /// nginx answers its client with status 502 if a write of its own fails, even if it has been sent a response.
    case readingStdin
    /// Writing: the connection is shut down.
    case writing
  }

  /// The number of one of the requests that the worker receives one after the other.
  struct RequestNumber: Equatable, Sendable {
    fileprivate var value: UInt64 = 0
  }

  private struct State {
    var descriptor: Int32 = -1
    var operation = Operation.receiving
    var thread = pthread_self()
    var deadline = ContinuousClock.now
    /// The time at which the operation was first ended.
    var endedAt: ContinuousClock.Instant?
    var request = RequestNumber()
    var isReadingOver = false

    /// Whether the operation is a read of stdin that must not wait.
    var isPastReading: Bool { operation == .readingStdin && isReadingOver }

    mutating func end(at now: ContinuousClock.Instant) {
      let isStubborn = endedAt.map { $0 + ConnectionWatch.interruptionTime < now } ?? false
      endedAt = endedAt ?? now
      switch operation {
      case .receiving: shutdown(descriptor, Int32(SHUT_RD))
      case .readingStdin where isStubborn: shutdown(descriptor, Int32(SHUT_RD))
      case .readingStdin: ReadInterruption.interrupt(thread)
      case .writing: shutdown(descriptor, Int32(SHUT_RDWR))
      }
    }
  }

  /// The time for which a read is interrupted again and again before the connection is shut down.
  ///
  /// The first interruption is lost if the read has not quite begun. A thread that blocks signals, such as those of
  /// Dispatch, is not interrupted at all.
  private static let interruptionTime = Duration.seconds(1)

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
  ///   - operation: the kind of operation.
  ///   - deadline: the time at which the operation is ended if it still runs.
  ///   - body: the operation.
  /// - Returns: the result of `body`, and whether it was ended because it took too long.
  func watching<Result>(
    _ descriptor: Int32, _ operation: Operation, until deadline: ContinuousClock.Instant, _ body: () -> Result
  ) -> (result: Result, timedOut: Bool) {
    let isPastReading = state.withLock { state in
      state.descriptor = descriptor
      state.operation = operation
      state.thread = pthread_self()
      state.deadline = deadline
      state.endedAt = state.isPastReading ? .now : nil
      return state.isPastReading
    }
    let result =
      isPastReading ? ReadInterruption.withoutWaiting(on: descriptor, body) ?? body() : body()
    let timedOut = state.withLock { state in
      state.descriptor = -1
      return state.endedAt != nil
    }
    return (result, timedOut)
  }

  /// Extends the deadline of the current operation; for use in the body of ``watching(_:_:until:_:)``.
  func extend(to deadline: ContinuousClock.Instant) {
    state.withLock { $0.deadline = deadline }
  }

  /// Ends a request's current read of stdin, and all its later ones that would wait; writing still works.
  ///
  /// It does nothing if the worker has finished that request, so that it never affects the next one.
  func interruptReading(of request: RequestNumber) {
    state.withLock { state in
      guard state.request == request else { return }
      state.isReadingOver = true
      if state.descriptor >= 0, state.operation != .writing { state.end(at: .now) }
    }
  }

  /// Ends the operation if its deadline has passed.
  ///
  /// The lock is held meanwhile. Otherwise the worker could close the descriptor, and another connection could get its
  /// number.
  func check(at now: ContinuousClock.Instant) {
    state.withLock { state in
      guard state.descriptor >= 0, state.endedAt != nil || state.deadline < now else { return }
      state.end(at: now)
    }
  }
}
