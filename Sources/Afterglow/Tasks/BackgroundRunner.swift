import Logging

/// Runs the background tasks of one request and logs failures.
struct BackgroundRunner: Sendable {
  /// The context of the request that the tasks belong to.
  let context: RequestContext

  /// The observer of the place where the tasks run; `nil` if there is none.
  var worker: (any BackgroundTaskObserver)?

  /// The application's observers.
  var observers: [any BackgroundTaskObserver] = []

  /// The executor of the tasks; the shared pool if it is `nil`.
  var executor: (any TaskExecutor)?

  /// Called with the names of the tasks that a shutdown has cancelled or kept from beginning.
  var onUnfinished: @Sendable ([String]) -> Void = { _ in }

  /// Runs groups of tasks one after another.
  ///
  /// - Parameters:
  ///   - groups: the groups.
  ///   - summary: the summary, to which the outcomes are added.
  func run(_ groups: [BackgroundTasks], _ summary: inout BackgroundTaskSummary) async {
    var unfinished: [String] = []
    for group in groups {
      for outcome in group.concurrently ? await runConcurrently(group) : await runInOrder(group) {
        summary.add(outcome)
        if outcome.isUnfinishedByShutdown { unfinished.append(outcome.name) }
        if outcome.wasNotRun { await tellOfEnd(outcome) }
      }
    }
    if Task.isCancelled, !unfinished.isEmpty {
      logUnfinished(unfinished)
      onUnfinished(unfinished)
    }
  }

  /// Tells the observers that the named tasks do not run.
  func notRun(_ names: [String]) async {
    for name in names { await tellOfEnd(.notRun(name)) }
  }

  private func tellOfEnd(_ outcome: BackgroundTaskOutcome) async {
    await worker?.taskEnded(outcome, of: context)
    for observer in observers { await observer.taskEnded(outcome, of: context) }
  }

  private func runInOrder(_ group: BackgroundTasks) async -> [BackgroundTaskOutcome] {
    var outcomes: [BackgroundTaskOutcome] = []
    for (index, task) in group.tasks.enumerated() {
      if Task.isCancelled { return outcomes + notRun(group.tasks[index...]) }
      let outcome = await run(task)
      outcomes.append(outcome)
      if group.stopOnFailure, !outcome.hasSucceeded {
        let left = group.tasks[(index + 1)...]
        if !left.isEmpty, !Task.isCancelled { logLeftOut(left, after: task) }
        return outcomes + notRun(left)
      }
    }
    return outcomes
  }

  private func runConcurrently(_ group: BackgroundTasks) async -> [BackgroundTaskOutcome] {
    await withTaskGroup(of: (Int, BackgroundTaskOutcome).self) { children in
      for (index, task) in group.tasks.enumerated() {
        children.addTask { (index, await run(task)) }
      }
      var outcomes: [(Int, BackgroundTaskOutcome)] = []
      for await outcome in children { outcomes.append(outcome) }
      return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func run(_ task: BackgroundTask) async -> BackgroundTaskOutcome {
    await worker?.taskStarted(task.name, of: context)
    for observer in observers { await observer.taskStarted(task.name, of: context) }
    let start = ContinuousClock.now
    let result = await result(of: task)
    let outcome = BackgroundTaskOutcome(
      name: task.name, result: result, duration: start.duration(to: .now))
    log(outcome)
    await tellOfEnd(outcome)
    return outcome
  }

  private func result(of task: BackgroundTask) async -> BackgroundTaskOutcome.Result {
    guard let timeout = task.timeout else { return await Self.outcome(of: task) }
    let limit = TimeLimit()
    let result = await limit.run(for: timeout, on: executor) {
      logTimeout(timeout, of: task)
    } _: {
      await Self.outcome(of: task)
    }
    return limit.hasPassed ? .timedOut : result
  }

  private static func outcome(of task: BackgroundTask) async -> BackgroundTaskOutcome.Result {
    do {
      try await task.operation()
      return .succeeded
    } catch {
      return Task.isCancelled ? .cancelled : .failed(error)
    }
  }

  private func notRun(_ tasks: ArraySlice<BackgroundTask>) -> [BackgroundTaskOutcome] {
    tasks.map { .notRun($0.name) }
  }

  // MARK: The log

  private func log(_ outcome: BackgroundTaskOutcome) {
    // The metadata of a line that isn't logged would be the most expensive part of a short task.
    if outcome.hasSucceeded, !context.logs(at: .debug) { return }
    let metadata: Logger.Metadata = ["task": "\(outcome.name)", "duration": "\(outcome.duration)"]
    switch outcome.result {
    case .succeeded:
      context.logger.debug("A background task is done.", metadata: metadata)
    case .failed(let error):
      context.logger.error(
        "A background task failed.",
        metadata: metadata.merging(["error": "\(String(reflecting: error))"]) { $1 })
    case .timedOut:
      context.logger.notice("A background task has ended after its time-out.", metadata: metadata)
    case .cancelled, .notRun:
      break
    }
  }

  /// Logs the time-out when it passes, because a task that blocks its worker may run on for long.
  private func logTimeout(_ timeout: Duration, of task: BackgroundTask) {
    context.logger.error(
      "A background task was cancelled at its time-out.",
      metadata: ["task": "\(task.name)", "timeout": "\(timeout)"])
  }

  private func logLeftOut(_ tasks: ArraySlice<BackgroundTask>, after failed: BackgroundTask) {
    context.logger.error(
      "\(tasks.count) background task(s) did not run: the list stops at the first failure.",
      metadata: ["failed": "\(failed.name)", "tasks": .array(tasks.map { "\($0.name)" })])
  }

  private func logUnfinished(_ names: [String]) {
    context.logger.error(
      "The shutdown did not leave background tasks the time to finish.",
      metadata: ["tasks": .array(names.map { "\($0)" })])
  }
}

extension BackgroundTaskOutcome {
  fileprivate static func notRun(_ name: String) -> BackgroundTaskOutcome {
    BackgroundTaskOutcome(name: name, result: .notRun, duration: .zero)
  }

  fileprivate var wasNotRun: Bool {
    if case .notRun = result { true } else { false }
  }

  fileprivate var isUnfinishedByShutdown: Bool {
    switch result {
    case .cancelled, .notRun: true
    case .succeeded, .failed, .timedOut: false
    }
  }
}
