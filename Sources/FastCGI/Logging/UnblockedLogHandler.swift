import Logging

/// A log handler whose `log(event:)` never waits for whoever reads the log.
package protocol NonBlockingLogging {}

extension Logger {
  /// This logger, for those who start, watch and stop a process: no handler holds them up for longer than
  /// ``UnblockedLogHandler/longestWait``.
  package var unblocked: Logger {
    if handler is any NonBlockingLogging { return self }
    var logger = self
    logger.handler = UnblockedLogHandler(handler: handler)
    return logger
  }
}

/// Has a handler that may block write its lines on a thread that can be left behind.
///
/// Whoever logs waits until the line is written, so that lines keep their order, and goes on without if that takes too
/// long.
struct UnblockedLogHandler: LogHandler, NonBlockingLogging {
  /// How long the first line waits for a handler that is held up; those after it don't wait.
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
    // A provider reads task-locals, which the other thread has not.
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
    /// A line has waited in vain, and none has been written since.
    var isHeldUp = false
  }

  static let shared: LogCourier = {
    let courier = LogCourier()
    ProcessExit.doBefore { courier.waitForAll(within: UnblockedLogHandler.longestWait) }
    return courier
  }()

  /// How many lines wait for a handler that is held up; what is logged beyond that is lost.
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

  /// Waits until everything that has been accepted is written, for no longer than the limit.
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
