import FastCGI

/// The work that follows a request when the client has its response: counting it, running its background tasks, ending
/// its dependency scope and writing its line in the access log.
final class Aftermath: Sendable {
  private let service: ApplicationService
  private let end: any RequestEnd
  private let observed: ObservedRequest
  private let background: (tasks: ClosedBackground, runner: BackgroundRunner)?

  init(
    service: ApplicationService, end: any RequestEnd, observed: ObservedRequest,
    background: (tasks: ClosedBackground, runner: BackgroundRunner)?
  ) {
    self.service = service
    self.end = end
    self.observed = observed
    self.background = background
  }

  /// The names of the background tasks that will run, in order.
  var taskNames: [String] { background?.tasks.names ?? [] }

  /// Does all that follows.
  ///
  /// Call it once, when the request is finished.
  ///
  /// - Returns: the results of the background tasks.
  @discardableResult
  func run() async -> BackgroundTaskSummary {
    await run(afterDuration: countFinished())
  }

  /// Counts the request as finished, for a caller that does the rest later.
  ///
  /// - Returns: the time that the request took.
  func countFinished() -> Duration { service.observer.requestFinished(observed) }

  /// Does all that follows the counting.
  ///
  /// Call it once.
  func run(afterDuration duration: Duration) async -> BackgroundTaskSummary {
    var tasks = BackgroundTaskSummary()
    var tasksDuration = Duration.zero
    if let background {
      let start = ContinuousClock.now
      tasks = await background.tasks.run(with: background.runner)
      tasksDuration = start.duration(to: .now)
    }
    await observed.head?.scope?.end(in: observed.context)
    service.observer.accessLog?.write(
      observed, params: end.params, byteCount: end.writtenByteCount, duration: duration, tasks: tasks,
      tasksDuration: tasksDuration)
    return tasks
  }
}
