import FastCGI
import Logging
import Synchronization

/// The start of an application that serves, limited by `--start-timeout`.
///
/// A stop cancels it. While it runs, the log regularly names the step that it waits for.
struct ApplicationStart: Sendable {
  let application: Application
  let timeout: Duration
  let stop: GracefulStop
  let logger: Logger

  /// The interval at which the log names the step that the start waits for.
  static let reportInterval = Duration.seconds(10)

  private final class Progress: Sendable {
    let step = Mutex("")
    let isOverdue = Atomic(false)
  }

  /// Starts the application.
  ///
  /// - Returns: whether the application can serve; `false` if a stop began during the start.
  /// - Throws: ``StartupError`` or ``StartTimeoutError``; the values built so far are disposed of first.
  func run() async throws -> Bool {
    let progress = Progress()
    let start = Task { try await application.start { step in progress.step.withLock { $0 = step } } }
    let part = stop.add(
      names: { ["the start: " + progress.step.withLock { $0 }] },
      reactions: [
        .begin: { [stop] in
          stop.hurry()
          stop.cancel(start)
        }
      ])
    defer { stop.remove(part) }
    let timer = Task { try await keepTime(progress) }
    defer { timer.cancel() }
    let result = await withTaskCancellationHandler {
      await start.result
    } onCancel: {
      start.cancel()
    }
    return try await end(result, progress)
  }

  private func keepTime(_ progress: Progress) async throws {
    let begun = ContinuousClock.now
    let end = begun + timeout
    while ContinuousClock.now < end {
      try await Task.sleep(until: min(end, .now + Self.reportInterval))
      logger.info(
        "The start takes its time.",
        metadata: ["waiting-for": "\(progress.step.withLock { $0 })", "since": "\(begun.duration(to: .now))"])
    }
    progress.isOverdue.store(true, ordering: .releasing)
    stop.hurry()
  }

  private func end(_ result: Result<Void, any Error>, _ progress: Progress) async throws -> Bool {
    let isOverdue = progress.isOverdue.load(ordering: .acquiring)
    do {
      try result.get()
      if !stop.hasBegun { return true }
      try? await application.shutDown { try await stop.run($0, cancelledAt: .cancelRest, $1) }
    } catch {
      let isStopped = stop.hasBegun
      stop.begin()
      await application.dispose { try await stop.run($0, cancelledAt: .cancelRest, $1) }
      if !isStopped { throw error }
    }
    if isOverdue { throw StartTimeoutError(timeout: timeout, step: progress.step.withLock { $0 }) }
    logger.info("Stopped during the start.")
    return false
  }
}

/// The error of a start that took longer than `--start-timeout`.
public struct StartTimeoutError: Error, CustomStringConvertible {
  /// The value of `--start-timeout`.
  public let timeout: Duration

  /// The step that the start was waiting for.
  public let step: String

  /// A message with the time-out and the step.
  public var description: String {
    "The start did not end within \(timeout) (--start-timeout); it was waiting for \(step)."
  }
}
