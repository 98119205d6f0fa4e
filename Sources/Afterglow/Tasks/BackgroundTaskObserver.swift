/// Observes background tasks as they begin and end: for metrics, for reporting errors.
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
/// The worker that runs the tasks calls it and waits for it: a slow observer keeps the next request waiting.
public protocol BackgroundTaskObserver: Sendable {
  /// A task is about to begin.
  func taskStarted(_ name: String, of context: RequestContext) async

  /// A task has ended, or does not run although it was planned: see ``BackgroundTaskOutcome/Result``.
  ///
  /// The tasks of a handler that threw were not planned; the observer does not hear of them.
  func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async
}

extension BackgroundTaskObserver {
  /// Does nothing.
  public func taskStarted(_ name: String, of context: RequestContext) async {}

  /// Does nothing.
  public func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async {}
}
