import FastCGI
import Logging
import Synchronization

/// The start of an application that serves, inside its own budget, `--start-timeout`.
///
/// A stop during the start cancels it. From time to time the log says what it waits for.
struct ApplicationStart: Sendable {
  let application: Application
  let timeout: Duration
  let stop: GracefulStop
  let logger: Logger

  /// How often the log says what the start waits for.
  static let reportInterval = Duration.seconds(10)

  private final class Progress: Sendable {
    let step = Mutex("")
    let isOverdue = Atomic(false)
  }

  /// Starts the application.
  ///
  /// - Returns: Whether requests can be served; not if a stop began during the start.
  /// - Throws: ``StartupError``, ``StartTimeoutError``; what had been built is disposed of then.
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

/// An application did not start within `--start-timeout`.
public struct StartTimeoutError: Error, CustomStringConvertible {
  /// The budget of the start.
  public let timeout: Duration

  /// What the start was waiting for.
  public let step: String

  /// How long it took and what it waited for, with what to do.
  public var description: String {
    "The start did not end within \(timeout) (--start-timeout); it was waiting for \(step)."
  }
}
