import Logging
import Synchronization

/// The background tasks of one request.
///
/// A handler, middleware or any function that has the request adds some with `request.background.addTask(…)`.
///
/// They run after the tasks declared on the handler and before those of the response. If the handler throws, the tasks
/// that it added do not run. Tasks that a running task adds run after all others.
public final class RequestBackground: Sendable {
  /// The maximum number of tasks that the running tasks of one request may add.
  public static let addedTaskLimit = 10_000

  private struct State {
    var plan = BackgroundPlan()
    var context: CapturedContext?
    /// Whether code around the handler may have bound task-locals, which the tasks must see.
    var mayHaveTaskLocals = false
    var phase = Phase.planning
    /// Whether the handler has returned or thrown, or no handler was called.
    var isHandlerOver = false
    /// The tasks that running tasks have added and that have not begun.
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
    /// The limit is exceeded. Only the first such task is logged, so that a loop does not fill the log.
    case tooMany(isFirst: Bool)
  }

  private let state = Mutex(State())
  private let executor: (any TaskExecutor)?
  private let request: RequestContext?

  /// Creates the background of a request, whose tasks run on the executor, or on the shared pool if it is `nil`.
  init(executor: (any TaskExecutor)? = nil, context: RequestContext? = nil) {
    self.executor = executor
    request = context
  }

  deinit {
    state.withLock { $0.context }?.release(nil)
  }

  /// Adds a task at the end.
  ///
  /// A task is refused if the request and its tasks are over, or if running tasks have added more than
  /// ``addedTaskLimit``. The log then has its name, at `error`; of the tasks above the limit, only the first is logged.
  ///
  /// - Returns: whether the task will run.
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

  /// Adds a task that calls a function with arguments; `name` and `timeout` are its ``BackgroundTaskOptions``.
  @discardableResult
  public func addTask<each Argument: Sendable>(
    _ function: @escaping @Sendable (repeat each Argument) async throws -> Void,
    _ arguments: repeat each Argument,
    name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: UInt = #line
  ) -> Bool {
    addTask(
      BackgroundTask(
        function, repeat each arguments, name: name, timeout: timeout, fileID: fileID, line: line))
  }

  /// Adds a task from a trailing closure; `name` and `timeout` are its ``BackgroundTaskOptions``.
  @discardableResult
  public func addTask(
    name: String? = nil, timeout: Duration? = nil, fileID: String = #fileID, line: UInt = #line,
    _ operation: @escaping @Sendable () async throws -> Void
  ) -> Bool {
    addTask(operation, name: name, timeout: timeout, fileID: fileID, line: line)
  }

  // MARK: The life of the request

  /// Notes that code around the handler may bind task-locals of its own.
  ///
  /// The tasks then run in a Swift task that captures them.
  func expectTaskLocals() {
    state.withLock { $0.mayHaveTaskLocals = true }
  }

  func enterHandler() {
    state.withLock { $0.plan.enterHandler() }
  }

  /// Plans the tasks declared on the handler, which has returned, and those of its response.
  ///
  /// Captures the current task-locals for all tasks of the request.
  func handlerReturned(declaring handlerTasks: [BackgroundTasks], response tasks: BackgroundTasks) {
    state.withLock { state in
      state.plan.handlerReturned(declaring: handlerTasks)
      state.plan.addResponseTasks(tasks)
      captureContext(&state)
    }
  }

  /// Removes the handler's tasks; see ``BackgroundPlan/giveUpHandler()``.
  func giveUpHandler() -> [String] {
    state.withLock { $0.plan.giveUpHandler() }
  }

  /// Plans the tasks of a response that middleware or an error handler made.
  func addResponseTasks(_ tasks: BackgroundTasks) {
    state.withLock { state in
      state.plan.addResponseTasks(tasks)
      captureContext(&state)
    }
  }

  /// Captures the current task-locals if there may be any, there are tasks, and none have been captured yet.
  ///
  /// The first capture, right after the handler, is the innermost and sees the most task-locals, such as a tracing span
  /// that middleware began.
  private func captureContext(_ state: inout State) {
    state.isHandlerOver = true
    guard state.mayHaveTaskLocals, state.context == nil, !state.plan.isEmpty else { return }
    state.context = CapturedContext(executor: executor)
  }

  /// Ends the planning.
  ///
  /// - Returns: the planned tasks, to run or to discard; `nil` if there is nothing to do.
  func close() -> ClosedBackground? {
    state.withLock { state in
      state.phase = state.plan.isEmpty ? .over : .running
      captureContext(&state)
      // The context may have been captured for tasks that were given up later.
      guard !state.plan.isEmpty || state.context != nil else { return nil }
      // The tasks often hold the request, which holds this object: keeping them would be a reference cycle.
      defer { (state.plan, state.context) = (BackgroundPlan(), nil) }
      return ClosedBackground(groups: state.plan.groups, captured: state.context, background: self)
    }
  }

  /// Takes the tasks that running tasks have added.
  ///
  /// If there are none, no more are accepted.
  ///
  /// - Returns: the tasks; `nil` if there are none.
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

/// The background tasks of a request whose response is complete.
struct ClosedBackground: Sendable {
  private let groups: [BackgroundTasks]
  private let captured: CapturedContext?
  private let background: RequestBackground

  fileprivate init(groups: [BackgroundTasks], captured: CapturedContext?, background: RequestBackground) {
    self.groups = groups
    self.captured = captured
    self.background = background
  }

  /// Whether there are no tasks to run.
  var isEmpty: Bool { groups.isEmpty }

  /// The names of the tasks, in order.
  var names: [String] { groups.flatMap { $0.tasks.map(\.name) } }

  /// Runs the tasks with the task-locals of the request, and then the tasks that they added.
  func run(with runner: BackgroundRunner) async -> BackgroundTaskSummary {
    guard let captured else {
      return await RequestContext.$current.withValue(runner.context) { await runAll(with: runner) }
    }
    return await captured.run { await runAll(with: runner) }
  }

  private func runAll(with runner: BackgroundRunner) async -> BackgroundTaskSummary {
    var summary = BackgroundTaskSummary()
    await runner.run(groups, &summary)
    while let late = background.takeLateTasks() { await runner.run([late], &summary) }
    return summary
  }

  /// Discards the tasks and waits for the end of the captured context, which needs this worker's thread.
  func giveUp() async {
    background.giveUp()
    await captured?.end()
  }
}
