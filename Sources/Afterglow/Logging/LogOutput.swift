import FastCGI
import Logging

#if canImport(Glibc)
  import Glibc
#endif

/// An output that accepts log lines from any thread and writes them in order, on a thread of its own.
///
/// Callers don't wait for the reader of the log. While the reader stalls, lines are kept up to a limit. Further lines
/// are dropped and counted, and a line at their place in the log says how many.
final class LogOutput: Sendable {
  /// Standard error, shared by every ``NonBlockingLogHandler``.
  static let standardError: LogOutput = {
    let output = LogOutput(descriptor: STDERR_FILENO)
    ProcessExit.doBefore { output.flush(within: exitLimit) }
    return output
  }()

  /// The maximum size of the lines that wait while others are being written: 512 KiB, some 3,000 lines.
  ///
  /// The output may use twice as much memory.
  static let defaultCapacity = 512 << 10

  /// The time that the end of the process waits for unwritten lines: 0.5 s.
  static let exitLimit = Duration.milliseconds(500)

  private struct State {
    var backlog: LogBacklog
    var hasThread = false
    var threadIsIdle = false
    var waiterCount = 0
    /// Whether a caller waited in vain and nothing has been written since.
    var hasStalled = false
  }

  private let state: Monitor<State>
  private let descriptor: Int32
  private let startThread: ThreadStart

  typealias ThreadStart = @Sendable (@escaping @Sendable () -> Void) throws(SystemError) -> Void

  init(
    descriptor: Int32, capacity: Int = defaultCapacity,
    startThread: @escaping ThreadStart = { body throws(SystemError) in try ControlThread.run(body) }
  ) {
    self.descriptor = descriptor
    self.startThread = startThread
    state = Monitor(State(backlog: LogBacklog(capacity: capacity)))
  }

  /// The number of lines that were not written whole.
  var droppedCount: Int { state.withLock { $0.backlog.droppedCount } }

  /// Queues a line to be written.
  ///
  /// - Parameters:
  ///   - line: the line, with its newline.
  ///   - limit: the time to wait until the line is written, zero by default; there is no wait while the reader stalls.
  func write(_ line: [UInt8], waitingFor limit: Duration = .zero) {
    let (number, hasThread, mustWake, hasStalled) = state.withLock { state in
      let number = state.backlog.append(line)
      defer { (state.hasThread, state.threadIsIdle) = (true, false) }
      return (number, state.hasThread, state.threadIsIdle, state.hasStalled)
    }
    if !hasThread { start() }
    if mustWake { state.wakeAll() }
    if let number, limit > .zero, !hasStalled { waitUntilSettled(number, within: limit) }
  }

  /// Waits until all lines logged so far are written, but no longer than the limit.
  func flush(within limit: Duration) {
    waitUntilSettled(state.withLock { $0.backlog.acceptedCount }, within: limit)
  }

  private func waitUntilSettled(_ number: Int, within limit: Duration) {
    state.withLock { $0.waiterCount += 1 }
    let isSettled: Bool? = state.wait(within: limit) { $0.backlog.settledCount >= number ? true : nil }
    state.withLock { state in
      state.waiterCount -= 1
      if isSettled == nil { state.hasStalled = state.backlog.settledCount < number }
    }
  }

  // MARK: The thread

  private func start() {
    do throws(SystemError) {
      try startThread { [self] in
        Self.blockSignals()
        var writer = Writer(descriptor: LogDescriptor(descriptor))
        while true { writer.write(nextBatch(reusing: &writer.buffer), to: state) }
      }
    } catch {
      writeWithoutThread()
    }
  }

  /// Writes on the calling thread, as far as that is possible without waiting; the next line tries to start a thread
  /// again.
  private func writeWithoutThread() {
    var writer = Writer(descriptor: LogDescriptor(descriptor))
    while writer.descriptor.isWritable,
      let batch = state.withLock({ $0.backlog.take(reusing: &writer.buffer) })
    {
      writer.write(batch, to: state)
    }
    state.withLock { $0.hasThread = false }
  }

  /// Blocks the signals for a pipe without a reader (SIGPIPE) and a file that may not grow (SIGXFSZ), so that both are
  /// errors of the write, whatever the process does with these signals.
  private static func blockSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private func nextBatch(reusing buffer: inout [UInt8]) -> LogBacklog.Batch {
    state.wait { state in
      let batch = state.backlog.take(reusing: &buffer)
      state.threadIsIdle = batch == nil
      return batch
    }
  }

  private struct Writer {
    var descriptor: LogDescriptor
    var buffer: [UInt8] = []
    /// The number of lines missing since the last written one.
    var missingCount = 0

    mutating func write(_ batch: consuming LogBacklog.Batch, to state: Monitor<State>) {
      reportMissing()
      let lostCount = descriptor.write(batch.lines)
      missingCount += lostCount + batch.missingAfter
      let isAwaited = state.withLock { state in
        state.backlog.settle(batch, lostCount: lostCount)
        state.hasStalled = false
        return state.waiterCount > 0
      }
      if isAwaited { state.wakeAll() }
      reportMissing()
      swap(&buffer, &batch.lines)
    }

    private mutating func reportMissing() {
      guard missingCount > 0 else { return }
      let event = LogEvent(
        level: .warning,
        message: "Lines of the log are missing here: nobody read it, or it could not be written.",
        metadata: ["dropped": "\(missingCount)"], source: nil, file: #fileID, function: #function,
        line: #line)
      if descriptor.write(LogLine(event, label: "afterglow").bytes) == 0 { missingCount = 0 }
    }
  }
}
