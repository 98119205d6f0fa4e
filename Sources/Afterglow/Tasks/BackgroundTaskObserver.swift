/// An observer of background tasks as they begin and end, for metrics or error reports.
///
///     struct ErrorReporter: BackgroundTaskObserver {
///       func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async {
///         guard case .failed(let error) = outcome.result else { return }
///         await report(error, task: outcome.name, requestID: context.requestID)
///       }
///     }
///
///     app.observe(backgroundTasks: ErrorReporter())
///
/// The worker that runs the tasks calls the observer and waits for it: a slow observer delays the next request.
public protocol BackgroundTaskObserver: Sendable {
  /// Reports that a task is about to begin.
  func taskStarted(_ name: String, of context: RequestContext) async

  /// Reports that a task has ended, or that a planned task does not run; see ``BackgroundTaskOutcome/Result``.
  ///
  /// The tasks of a handler that threw were not planned and are not reported.
  func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async
}

extension BackgroundTaskObserver {
  /// Does nothing.
  public func taskStarted(_ name: String, of context: RequestContext) async {}

  /// Does nothing.
  public func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async {}
}
