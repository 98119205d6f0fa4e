/// What is to run after one response, and in which order: the handler's tasks, those added to the request,
/// the response's.
///
/// A pure value that decides; ``RequestBackground`` keeps it and ``BackgroundRunner`` carries it out.
struct BackgroundPlan: Sendable {
  private var handlerTasks: [BackgroundTasks] = []
  private var requestTasks = BackgroundTasks()
  private var responseTasks: [BackgroundTasks] = []

  /// How many tasks the request had been given when the handler was entered: those are middleware's, and a
  /// handler that throws doesn't take them along.
  private var requestTasksBeforeHandler: Int?

  var isEmpty: Bool { handlerTasks.isEmpty && requestTasks.isEmpty && responseTasks.isEmpty }

  /// The groups in the order in which they run.
  ///
  /// One group's `stopOnFailure` doesn't reach into the next.
  var groups: [BackgroundTasks] {
    (handlerTasks + [requestTasks] + responseTasks).filter { !$0.isEmpty }
  }

  var names: [String] { groups.flatMap { $0.tasks.map(\.name) } }

  mutating func addTask(_ task: BackgroundTask) {
    requestTasks.addTask(task)
  }

  mutating func enterHandler() {
    requestTasksBeforeHandler = requestTasks.tasks.count
  }

  /// The handler returned: what was declared on it will run.
  mutating func handlerReturned(declaring tasks: [BackgroundTasks]) {
    handlerTasks += tasks
  }

  /// The handler threw, or its arguments could not be had, or its response was thrown away: nothing of its
  /// own will run.
  ///
  /// What middleware had added before stays.
  ///
  /// - Returns: the names of the tasks that are given up.
  mutating func giveUpHandler() -> [String] {
    let kept = requestTasks.tasks.prefix(requestTasksBeforeHandler ?? requestTasks.tasks.count)
    let givenUp = names(beside: requestTasks.tasks[kept.count...])
    requestTasks = BackgroundTasks(Array(kept))
    handlerTasks = []
    responseTasks = []
    return givenUp
  }

  private func names(beside requestTasks: ArraySlice<BackgroundTask>) -> [String] {
    (handlerTasks + [BackgroundTasks(Array(requestTasks))] + responseTasks).flatMap { $0.tasks.map(\.name) }
  }

  mutating func addResponseTasks(_ tasks: BackgroundTasks) {
    if !tasks.isEmpty { responseTasks.append(tasks) }
  }
}
