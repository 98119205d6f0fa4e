import Logging

/// Runs the background tasks of one request and writes into the log what did not go well.
struct BackgroundRunner: Sendable {
  let logger: Logger

  /// Who looks at the tasks, if anybody does.
  var audience: BackgroundTaskAudience?

  /// Told the name of each task as it begins.
  var onStart: @Sendable (String) -> Void = { _ in }

  /// Told how each task that was begun went, as it ends.
  var onEnd: @Sendable (BackgroundTaskOutcome) -> Void = { _ in }

  func run(_ groups: [BackgroundTasks]) async -> [BackgroundTaskOutcome] {
    var outcomes: [BackgroundTaskOutcome] = []
    for group in groups {
      outcomes += group.concurrently ? await runConcurrently(group) : await runInOrder(group)
    }
    await audience?.notRun(outcomes.filter(\.wasNotRun).map(\.name))
    let unfinished = outcomes.filter(\.isUnfinishedByShutdown).map(\.name)
    if Task.isCancelled, !unfinished.isEmpty {
      logger.error(
        "The shutdown did not leave background tasks the time to finish.",
        metadata: ["tasks": .array(unfinished.map { "\($0)" })])
    }
    return outcomes
  }

  private func runInOrder(_ group: BackgroundTasks) async -> [BackgroundTaskOutcome] {
    var outcomes: [BackgroundTaskOutcome] = []
    for (index, task) in group.tasks.enumerated() {
      if Task.isCancelled {
        return outcomes + notRun(group.tasks[index...])
      }
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
    onStart(task.name)
    await audience?.started(task.name)
    let start = ContinuousClock.now
    let result: BackgroundTaskOutcome.Result
    do {
      result = try await withTimeout(of: task) ? .succeeded : .timedOut
    } catch {
      result = Task.isCancelled ? .cancelled : .failed(error)
    }
    let outcome = BackgroundTaskOutcome(
      name: task.name, result: result, duration: start.duration(to: .now))
    onEnd(outcome)
    log(outcome, of: task)
    await audience?.ended(outcome)
    return outcome
  }

  /// Runs the task; returns `false` if it had to be cancelled at its time-out.
  private func withTimeout(of task: BackgroundTask) async throws -> Bool {
    guard let timeout = task.timeout else {
      try await task.operation()
      return true
    }
    return try await withThrowingTaskGroup(of: Bool.self) { race in
      race.addTask {
        try await task.operation()
        return true
      }
      race.addTask {
        try await Task.sleep(for: timeout)
        return false
      }
      defer { race.cancelAll() }
      let finished = try await race.next() ?? true
      // What it throws once it has been cancelled, if anything, is no news.
      if !finished {
        race.cancelAll()
        _ = await race.nextResult()
      }
      return finished
    }
  }

  private func notRun(_ tasks: ArraySlice<BackgroundTask>) -> [BackgroundTaskOutcome] {
    tasks.map { BackgroundTaskOutcome(name: $0.name, result: .notRun, duration: .zero) }
  }

  private func log(_ outcome: BackgroundTaskOutcome, of task: BackgroundTask) {
    let metadata: Logger.Metadata = ["task": "\(outcome.name)", "duration": "\(outcome.duration)"]
    switch outcome.result {
    case .succeeded:
      logger.debug("A background task is done.", metadata: metadata)
    case .failed(let error):
      logger.error(
        "A background task failed.",
        metadata: metadata.merging(["error": "\(String(reflecting: error))"]) { $1 })
    case .timedOut:
      logger.error(
        "A background task was cancelled at its time-out.",
        metadata: metadata.merging(["timeout": "\(task.timeout ?? .zero)"]) { $1 })
    case .cancelled, .notRun:
      break
    }
  }

  private func logLeftOut(_ tasks: ArraySlice<BackgroundTask>, after failed: BackgroundTask) {
    logger.error(
      "\(tasks.count) background task(s) did not run: the list stops at the first failure.",
      metadata: ["failed": "\(failed.name)", "tasks": .array(tasks.map { "\($0.name)" })])
  }
}

extension BackgroundTaskOutcome {
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
