import Synchronization

/// The background tasks of one request: `request.background.addTask(…)`, from a handler, middleware or any function
/// that has the request.
///
/// They run behind those declared on the handler and before those of the response. If the handler throws, those
/// that it added do not run.
public final class RequestBackground: Sendable {
  private struct State {
    var plan = BackgroundPlan()
    var context: CapturedContext?
    var isClosed = false
  }

  private let state = Mutex(State())
  private let executor: (any TaskExecutor)?

  /// Tasks that will run on this executor, or on the shared pool if there is none.
  init(executor: (any TaskExecutor)? = nil) {
    self.executor = executor
  }

  deinit {
    state.withLock { $0.context }?.release(nil)
  }

  /// Adds a task behind those added before.
  ///
  /// - Returns: whether it will run: not once the request's tasks have begun to run, since then nobody looks any
  ///   more. A task that is to be followed by another calls it itself.
  @discardableResult
  public func addTask(_ task: BackgroundTask) -> Bool {
    state.withLock { state in
      if !state.isClosed { state.plan.addTask(task) }
      return !state.isClosed
    }
  }

  /// Adds a task that calls a function with these arguments; see ``BackgroundTask``.
  @discardableResult
  public func addTask<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    name: String? = nil,
    timeout: Duration? = nil,
    fileID: String = #fileID,
    line: UInt = #line
  ) -> Bool {
    addTask(
      BackgroundTask(
        function, repeat each arguments, name: name, timeout: timeout, fileID: fileID, line: line))
  }

  /// Adds a task from a trailing closure; see ``BackgroundTask``.
  @discardableResult
  public func addTask(
    name: String? = nil,
    timeout: Duration? = nil,
    fileID: String = #fileID,
    line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) -> Bool {
    addTask(BackgroundTask(name: name, timeout: timeout, fileID: fileID, line: line, operation))
  }

  // MARK: The life of the request

  func enterHandler() {
    state.withLock { $0.plan.enterHandler() }
  }

  /// Takes the tasks declared on the handler and those of its response, which are run even if middleware puts
  /// another response in its place; and keeps what the handler saw of task-locals, for all tasks to see.
  func handlerReturned(declaring handlerTasks: [BackgroundTasks], response: inout Response) {
    state.withLock { state in
      state.plan.handlerReturned(declaring: handlerTasks)
      state.plan.addResponseTasks(response.background)
      response.background = []
      captureContext(&state)
    }
  }

  /// See ``BackgroundPlan/giveUpHandler()``.
  func giveUpHandler() -> [String] {
    state.withLock { $0.plan.giveUpHandler() }
  }

  func addResponseTasks(of response: inout Response) {
    state.withLock { state in
      state.plan.addResponseTasks(response.background)
      response.background = []
      captureContext(&state)
    }
  }

  private func captureContext(_ state: inout State) {
    if state.context == nil, !state.plan.isEmpty { state.context = CapturedContext(executor: executor) }
  }

  /// Ends the adding: what has been planned is all there is to run, or to give up.
  func close() -> ClosedBackground {
    state.withLock { state in
      state.isClosed = true
      captureContext(&state)
      defer { state.context = nil }
      return ClosedBackground(plan: state.plan, context: state.context)
    }
  }
}

/// The tasks of a request whose response is complete.
struct ClosedBackground: Sendable {
  let plan: BackgroundPlan
  private let context: CapturedContext?

  init(plan: BackgroundPlan, context: CapturedContext?) {
    self.plan = plan
    self.context = context
  }

  /// Runs the tasks in the context of the request.
  func run(with runner: BackgroundRunner) async -> [BackgroundTaskOutcome] {
    guard let context else { return [] }
    return await context.run { await runner.run(plan.groups) }
  }

  /// Runs nothing.
  func giveUp() {
    context?.release(nil)
  }
}
