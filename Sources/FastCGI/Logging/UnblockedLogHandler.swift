import Logging

/// A log handler whose `log(event:)` never waits for the reader of the log.
package protocol NonBlockingLogging {}

extension Logger {
  /// This logger in a form that never blocks for longer than ``UnblockedLogHandler/longestWait``.
  ///
  /// Code that starts, watches and stops a process uses it.
  package var unblocked: Logger {
    if handler is any NonBlockingLogging { return self }
    var logger = self
    logger.handler = UnblockedLogHandler(handler: handler)
    return logger
  }
}

/// Writes the lines of a handler that may block on a separate thread.
///
/// The caller waits until its line is written, so that lines keep their order. If that takes too long, it goes on
/// without waiting.
struct UnblockedLogHandler: LogHandler, NonBlockingLogging {
  /// The longest wait for a handler that blocks; while it blocks, later lines don't wait.
  static let longestWait = Duration.milliseconds(100)

  private var handler: any LogHandler
  private let courier: LogCourier

  init(handler: any LogHandler, courier: LogCourier = .shared) {
    self.handler = handler
    self.courier = courier
  }

  var logLevel: Logger.Level {
    get { handler.logLevel }
    set { handler.logLevel = newValue }
  }

  var metadata: Logger.Metadata {
    get { handler.metadata }
    set { handler.metadata = newValue }
  }

  var metadataProvider: Logger.MetadataProvider? {
    get { handler.metadataProvider }
    set { handler.metadataProvider = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { handler[metadataKey: key] }
    set { handler[metadataKey: key] = newValue }
  }

  func log(event: LogEvent) {
    var event = event
    // A provider reads task-locals, which the other thread doesn't have.
    if let provided = metadataProvider?.get(), !provided.isEmpty {
      event.metadata = provided.merging(event.metadata ?? [:]) { $1 }
    }
    courier.deliver { [handler, event] in handler.log(event: event) }
  }
}

/// Writes lines one after another on a thread of its own.
final class LogCourier: Sendable {
  private struct State {
    var queue: [@Sendable () -> Void] = []
    var acceptedCount = 0
    var deliveredCount = 0
    var hasThread = false
    /// Whether the wait for a line has timed out, and no line has been written since.
    var isHeldUp = false
  }

  static let shared: LogCourier = {
    let courier = LogCourier()
    ProcessExit.doBefore { courier.waitForAll(within: UnblockedLogHandler.longestWait) }
    return courier
  }()

  /// The number of lines that can wait for a handler that blocks; further lines are lost.
  static let capacity = 1000

  private let state = Monitor(State())

  func deliver(_ line: @escaping @Sendable () -> Void) {
    let (needsThread, isHeldUp) = state.withLock { state in
      if state.queue.count < Self.capacity {
        state.queue.append(line)
        state.acceptedCount += 1
      }
      defer { state.hasThread = true }
      return (!state.hasThread, state.isHeldUp)
    }
    if needsThread { start() }
    state.wakeAll()
    if !isHeldUp { waitForAll(within: UnblockedLogHandler.longestWait) }
  }

  /// Waits until all accepted lines are written, for no longer than the limit.
  func waitForAll(within limit: Duration) {
    let last = state.withLock { $0.acceptedCount }
    let isDone: Bool? = state.wait(within: limit) { $0.deliveredCount >= last ? true : nil }
    if isDone == nil { state.withLock { $0.isHeldUp = $0.deliveredCount < last } }
  }

  private func start() {
    do throws(SystemError) {
      try ControlThread.run { [self] in deliverForEver() }
    } catch {
      // The next line tries again.
      state.withLock { $0.hasThread = false }
    }
  }

  private func deliverForEver() {
    while true {
      let lines = state.wait { state -> [@Sendable () -> Void]? in
        defer { state.queue = [] }
        return state.queue.isEmpty ? nil : state.queue
      }
      for line in lines {
        line()
        state.withLock { state in
          state.deliveredCount += 1
          state.isHeldUp = false
        }
        state.wakeAll()
      }
    }
  }
}
