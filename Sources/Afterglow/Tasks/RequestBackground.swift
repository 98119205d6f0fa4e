import Logging
import Synchronization

/// The background tasks of one request: `request.background.addTask(…)`, from a handler, middleware or any function
/// that has the request.
///
/// They run after those declared on the handler and before those of the response. If the handler throws, the tasks that it
/// added do not run. A task that a running task adds runs when all others have run.
public final class RequestBackground: Sendable {
  /// How many tasks the running tasks of one request may add.
  public static let addedTaskLimit = 10_000

  private struct State {
    var plan = BackgroundPlan()
    var context: CapturedContext?
    var phase = Phase.planning
    /// Whether the handler has returned or thrown, or there was none.
    var isHandlerOver = false
    /// The tasks that running tasks added and that have not begun.
    var late: [BackgroundTask] = []
    var lateCount = 0
  }

  private enum Phase {
    case planning
    case running
    case over
  }

  private enum Refusal {
    case tooLate
    /// One too many; `isFirst` for the first of them, so that a loop does not fill the log.
    case tooMany(isFirst: Bool)
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
  /// - Returns: whether the task will run. It will not once the request and its tasks are over, or when running tasks
  ///   have added more than ``addedTaskLimit``. The log then has its name, at `error`.
  @discardableResult
  public func addTask(_ task: BackgroundTask) -> Bool {
    let refusal = state.withLock { plan(task, &$0) }
    switch refusal {
    case nil: return true
    case .tooLate:
      logRefusal("it was added when its request and the tasks of that were over", of: task)
    case .tooMany(let isFirst):
      if isFirst {
        logRefusal("the running tasks of its request added more than \(Self.addedTaskLimit)", of: task)
      }
    }
    return false
  }

  private func plan(_ task: BackgroundTask, _ state: inout State) -> Refusal? {
    switch state.phase {
    case .planning:
      state.plan.addTask(task)
      if state.isHandlerOver { captureContext(&state) }
    case .running:
      state.lateCount += 1
      guard state.lateCount <= Self.addedTaskLimit else {
        return .tooMany(isFirst: state.lateCount == Self.addedTaskLimit + 1)
      }
      state.late.append(task)
    case .over: return .tooLate
    }
    return nil
  }

  private func logRefusal(_ reason: String, of task: BackgroundTask) {
    request?.logger.error("A background task does not run: \(reason).", metadata: ["task": "\(task.name)"])
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

  /// The handler returned: the tasks declared on it and those of its response will run.
  ///
  /// Keeps the task-locals that are bound here, for all tasks of the request.
  func handlerReturned(declaring handlerTasks: [BackgroundTasks], response tasks: BackgroundTasks) {
    state.withLock { state in
      state.plan.handlerReturned(declaring: handlerTasks)
      state.plan.addResponseTasks(tasks)
      captureContext(&state)
    }
  }

  /// See ``BackgroundPlan/giveUpHandler()``.
  func giveUpHandler() -> [String] {
    state.withLock { $0.plan.giveUpHandler() }
  }

  /// Adds the tasks of a response that middleware or an error handler made.
  func addResponseTasks(_ tasks: BackgroundTasks) {
    state.withLock { state in
      state.plan.addResponseTasks(tasks)
      captureContext(&state)
    }
  }

  /// Keeps the task-locals that are bound here, from the time on at which the handler is over.
  ///
  /// The place that is furthest inside knows the most of them: a tracing span that middleware began, for example.
  private func captureContext(_ state: inout State) {
    state.isHandlerOver = true
    if state.context == nil, !state.plan.isEmpty { state.context = CapturedContext(executor: executor) }
  }

  /// Ends the planning.
  ///
  /// - Returns: the planned tasks, to run or to give up.
  func close() -> ClosedBackground {
    state.withLock { state in
      state.phase = state.plan.isEmpty ? .over : .running
      captureContext(&state)
      // Tasks often hold the request, which holds this object: keeping them here would be a cycle.
      defer { (state.plan, state.context) = (BackgroundPlan(), nil) }
      return ClosedBackground(plan: state.plan, context: state.context, background: self)
    }
  }

  /// Takes the tasks that running tasks have added; when there are none, no more can be added.
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
  func run(with runner: BackgroundRunner) async -> BackgroundTaskSummary {
    guard let context else { return BackgroundTaskSummary() }
    return await context.run {
      var summary = await runner.run(plan.groups)
      while let late = background.takeLateTasks() { summary += await runner.run([late]) }
      return summary
    }
  }

  /// Runs nothing, and releases what was kept for the tasks.
  func giveUp() async {
    background.giveUp()
    await context?.end()
  }
}
