/// Told of background tasks as they begin and end: for metrics, for reporting errors.
///
///     struct ErrorReporter: BackgroundTaskObserver {
///       func taskEnded(_ outcome: BackgroundTaskOutcome, of request: Request) async {
///         guard case .failed(let error) = outcome.result else { return }
///         await report(error, task: outcome.name, requestID: request.id)
///       }
///     }
///
///     app.observe(backgroundTasks: ErrorReporter())
///
/// It is called on the worker that runs the tasks, which waits for it: what takes long keeps the next request waiting.
public protocol BackgroundTaskObserver: Sendable {
  /// A task is about to begin.
  func taskStarted(_ name: String, of request: Request) async

  /// A task has ended, or is one that does not run although it was to: see ``BackgroundTaskOutcome/Result``.
  ///
  /// Those that a handler declared and gave up by throwing were not to run, and are not told of.
  func taskEnded(_ outcome: BackgroundTaskOutcome, of request: Request) async
}

extension BackgroundTaskObserver {
  /// Does nothing.
  public func taskStarted(_ name: String, of request: Request) async {}

  /// Does nothing.
  public func taskEnded(_ outcome: BackgroundTaskOutcome, of request: Request) async {}
}

/// The observers of the background tasks of one request.
struct BackgroundTaskAudience: Sendable {
  let observers: [any BackgroundTaskObserver]
  let request: Request

  /// - Returns: `nil` if nobody looks.
  init?(_ observers: [any BackgroundTaskObserver], of request: Request) {
    if observers.isEmpty { return nil }
    self.observers = observers
    self.request = request
  }

  func started(_ name: String) async {
    for observer in observers { await observer.taskStarted(name, of: request) }
  }

  func ended(_ outcome: BackgroundTaskOutcome) async {
    for observer in observers { await observer.taskEnded(outcome, of: request) }
  }

  /// These tasks do not run.
  func notRun(_ names: [String]) async {
    for name in names { await ended(BackgroundTaskOutcome(name: name, result: .notRun, duration: .zero)) }
  }
}
