/// The background tasks to run after one response, in this order: the handler's, those added to the request, the
/// response's.
///
/// ``RequestBackground`` holds the plan, and ``BackgroundRunner`` runs it.
struct BackgroundPlan: Sendable {
  private var handlerTasks: [BackgroundTasks] = []
  private var requestTasks = BackgroundTasks()
  private var responseTasks: [BackgroundTasks] = []

  /// The number of tasks that middleware had added when the handler was entered.
  ///
  /// Those tasks remain if the handler throws.
  private var requestTasksBeforeHandler: Int?

  var isEmpty: Bool { handlerTasks.isEmpty && requestTasks.isEmpty && responseTasks.isEmpty }

  /// The groups of tasks in the order in which they run.
  ///
  /// The `stopOnFailure` of one group does not affect the next.
  var groups: [BackgroundTasks] {
    var groups = handlerTasks
    if !requestTasks.isEmpty { groups.append(requestTasks) }
    return responseTasks.isEmpty ? groups : groups + responseTasks
  }

  var names: [String] { groups.flatMap { $0.tasks.map(\.name) } }

  mutating func addTask(_ task: BackgroundTask) {
    requestTasks.addTask(task)
  }

  mutating func enterHandler() {
    requestTasksBeforeHandler = requestTasks.tasks.count
  }

  /// Adds the tasks declared on the handler, which has returned.
  mutating func handlerReturned(declaring tasks: [BackgroundTasks]) {
    if handlerTasks.isEmpty { handlerTasks = tasks } else { handlerTasks += tasks }
  }

  /// Removes the handler's tasks: it threw, its arguments could not be extracted, or its response was discarded.
  ///
  /// Tasks that middleware added before the handler remain.
  ///
  /// - Returns: the names of the removed tasks.
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
