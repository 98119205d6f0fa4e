import Logging
import Synchronization

/// The background tasks of one request: `request.background.addTask(…)`, from a handler, middleware or any function
/// that has the request.
///
/// They run behind those declared on the handler and before those of the response. If the handler throws, those
/// that it added do not run. What a running task adds runs when all others have.
public final class RequestBackground: Sendable {
  private struct State {
    var plan = BackgroundPlan()
    var context: CapturedContext?
    var phase = Phase.planning
    /// What running tasks added.
    var late: [BackgroundTask] = []
  }

  private enum Phase {
    case planning
    case running
    case over
  }

  private let state = Mutex(State())
  private let executor: (any TaskExecutor)?
  private let request: RequestContext?

  /// Tasks that will run on this executor, or on the shared pool if there is none.
  init(executor: (any TaskExecutor)? = nil, context: RequestContext? = nil) {
    self.executor = executor
    request = context
  }

  deinit {
    state.withLock { $0.context }?.release(nil)
  }

  /// Adds a task behind those added before.
  ///
  /// - Returns: whether it will run: not once the request and its tasks are through, which something that the request
  ///   left running may outlive. The log then has its name, at `error`.
  @discardableResult
  public func addTask(_ task: BackgroundTask) -> Bool {
    let isTaken = state.withLock { state in
      switch state.phase {
      case .planning: state.plan.addTask(task)
      case .running: state.late.append(task)
      case .over: return false
      }
      return true
    }
    if !isTaken {
      request?.logger.error(
        "A background task does not run: it was added when its request and the tasks of that were through.",
        metadata: ["task": "\(task.name)"])
    }
    return isTaken
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

  /// Ends the planning: what has been planned is to be run, or to be given up.
  func close() -> ClosedBackground {
    state.withLock { state in
      state.phase = state.plan.isEmpty ? .over : .running
      captureContext(&state)
      // Tasks often have the request, which has this: what has been handed on is not kept.
      defer { (state.plan, state.context) = (BackgroundPlan(), nil) }
      return ClosedBackground(plan: state.plan, context: state.context, background: self)
    }
  }

  /// What running tasks have added; once there is nothing, it is too late for more.
  fileprivate func takeLateTasks() -> BackgroundTasks? {
    state.withLock { state in
      defer { state.late = [] }
      if state.late.isEmpty { state.phase = .over }
      return state.late.isEmpty ? nil : BackgroundTasks(state.late)
    }
  }

  fileprivate func giveUp() {
    state.withLock { $0.phase = .over }
  }
}

/// The tasks of a request whose response is complete.
struct ClosedBackground: Sendable {
  let plan: BackgroundPlan
  private let context: CapturedContext?
  private let background: RequestBackground

  init(plan: BackgroundPlan, context: CapturedContext?, background: RequestBackground) {
    self.plan = plan
    self.context = context
    self.background = background
  }

  /// Runs the tasks in the context of the request, and then those that they added.
  func run(with runner: BackgroundRunner) async -> [BackgroundTaskOutcome] {
    guard let context else { return [] }
    return await context.run {
      var outcomes = await runner.run(plan.groups)
      while let late = background.takeLateTasks() { outcomes += await runner.run([late]) }
      return outcomes
    }
  }

  /// Runs nothing, and lets go of what was kept for the tasks: there may have been some that have been given up since.
  func giveUp() async {
    background.giveUp()
    await context?.end()
  }
}
