import FastCGI
import Synchronization

/// The work that follows a request when the client has its response: counting it, running its background tasks, ending
/// its dependency scope and writing its line in the access log.
final class Aftermath: Sendable {
  private let service: ApplicationService
  private let end: any RequestEnd
  private let observed: ObservedRequest
  private let background: ClosedBackground?
  private let runner: BackgroundRunner

  init(
    service: ApplicationService, end: any RequestEnd, observed: ObservedRequest,
    background: ClosedBackground?,
    runner: BackgroundRunner
  ) {
    self.service = service
    self.end = end
    self.observed = observed
    self.background = background
    self.runner = runner
  }

  /// The names of the background tasks that will run, in order.
  var taskNames: [String] { background?.plan.names ?? [] }

  /// Does all that follows.
  ///
  /// Call it once, when the request is finished.
  ///
  /// Call it once, when the request is finished.
  ///
  /// - Returns: the results of the background tasks.
  @discardableResult
  func run() async -> BackgroundTaskSummary {
    let duration = service.observer.requestFinished(observed)
    return await run(afterDuration: duration)
  }

  /// Counts the request as finished, for a caller that does the rest later.
  ///
  /// - Returns: the time that the request took.
  func countFinished() -> Duration { service.observer.requestFinished(observed) }

  /// Does all that follows the counting.
  ///
  /// Call it once.
  func run(afterDuration duration: Duration) async -> BackgroundTaskSummary {
    let start = ContinuousClock.now
    let tasks = await background?.run(with: runner) ?? BackgroundTaskSummary()
    let tasksDuration = background == nil ? .zero : start.duration(to: .now)
    await observed.head?.scope?.end(logger: runner.context.logger)
    service.observer.accessLog?.write(
      observed, params: end.params, byteCount: end.writtenByteCount, duration: duration, tasks: tasks,
      tasksDuration: tasksDuration)
    return tasks
  }
}
