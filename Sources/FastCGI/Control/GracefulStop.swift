import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The one stop of a process: carries out a ``StopPlan`` on a thread of its own, which nothing else can hold up.
///
/// What has to end adds itself as a part, with a name for the log and what to do at which step. What is left unfinished is
/// noted here by name.
package final class GracefulStop: Sendable {
  package typealias Step = StopPlan.Step

  /// Something that a stop waits for.
  private struct Part {
    let names: @Sendable () -> [String]
    let reactions: [Step: @Sendable () -> Void]
  }

  /// Names a part, for its removal.
  package struct PartID: Sendable { fileprivate let number: Int }

  private struct State {
    var plan: StopPlan
    var steps: [Step] = []
    var parts: [Int: Part] = [:]
    var lastPart = 0
    var unfinished: [String] = []
    var isOver = false
  }

  /// How often the thread looks at the clock during a stop, in microseconds.
  private static let pause: useconds_t = 10_000

  private let state: Mutex<State>
  private let onOverdue: @Sendable ([String]) -> Void

  /// A stop that has not begun.
  ///
  /// - Parameters:
  ///   - timeout: The budget, from the beginning to the exit.
  ///   - allowance: How much later than that the exit comes.
  ///   - onOverdue: Ends the process at the end of the budget; it is given the names of what is unfinished. By default
  ///     nothing, for a server that is one part of a process.
  package init(
    timeout: Duration, allowance: Duration = .zero,
    onOverdue: @escaping @Sendable ([String]) -> Void = { _ in }
  ) {
    state = Mutex(State(plan: StopPlan(timeout: timeout, allowance: allowance)))
    self.onOverdue = onOverdue
  }

  /// Whether the stop has begun.
  package var hasBegun: Bool { state.withLock { $0.plan.hasBegun } }

  /// Begins the stop; nothing if it has begun.
  package func begin() {
    let (isFirst, steps) = state.withLock { state in
      (!state.plan.hasBegun, state.plan.begin(at: .now))
    }
    if isFirst { keepTime() }
    take(steps)
  }

  /// Cancels at once what is in hand; begins the stop if it hasn't begun.
  package func hurry() {
    begin()
    take(state.withLock { $0.plan.hurry(at: .now) })
  }

  /// Notes that requests and tasks are through.
  package func noteWorkIsOver() { state.withLock { $0.plan.noteWorkIsOver() } }

  /// Ends the thread: the stop is through.
  package func end() { state.withLock { $0.isOver = true } }

  // MARK: Parts

  /// Adds something that the stop waits for.
  ///
  /// - Parameters:
  ///   - names: What is unfinished of it at this moment.
  ///   - reactions: What to do at which step, at once if that has been taken. They run on whichever thread takes the step
  ///     and must not block; see ``cancel(_:)``.
  /// - Returns: The part, for ``remove(_:)``.
  package func add(
    names: @escaping @Sendable () -> [String], reactions: [Step: @Sendable () -> Void] = [:]
  ) -> PartID {
    let (id, steps) = state.withLock { state in
      state.lastPart += 1
      state.parts[state.lastPart] = Part(names: names, reactions: reactions)
      return (PartID(number: state.lastPart), state.steps)
    }
    for step in steps { reactions[step]?() }
    return id
  }

  /// Removes a part that is through.
  package func remove(_ id: PartID) { state.withLock { $0.parts[id.number] = nil } }

  /// Runs an operation as a part of the stop, which is cancelled at a step and is unfinished then.
  ///
  /// - Parameters:
  ///   - name: What the log calls it if it doesn't end.
  ///   - step: When its Swift task is cancelled.
  ///   - operation: What to run.
  /// - Returns: What the operation returns.
  /// - Throws: What the operation throws.
  package func run<Value: Sendable>(
    _ name: String, cancelledAt step: Step, _ operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await operation() }
    let isLate = hasTaken(step)
    let part = add(names: { [name] }, reactions: [step: { ControlThread.cancel(task) }])
    defer { remove(part) }
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    // What was begun after the step may have ended well all the same.
    if hasTaken(step), !isLate || (try? result.get()) == nil { noteUnfinished([name]) }
    return try result.get()
  }

  /// Cancels a Swift task without waiting for its cancellation handlers.
  package func cancel<Success: Sendable, Failure>(_ task: Task<Success, Failure>) {
    ControlThread.cancel(task)
  }

  private func hasTaken(_ step: Step) -> Bool { state.withLock { $0.steps.contains(step) } }

  // MARK: What is unfinished

  /// Notes by name what the stop did not let finish.
  package func noteUnfinished(_ names: [String]) {
    state.withLock { state in
      for name in names where !state.unfinished.contains(name) { state.unfinished.append(name) }
    }
  }

  /// The names of what has been noted as unfinished.
  package var unfinished: [String] { state.withLock { $0.unfinished } }

  /// The names of what is still going on.
  package var inHand: [String] {
    let parts = state.withLock { state in state.parts.sorted { $0.key < $1.key }.map(\.value) }
    return parts.flatMap { $0.names() }
  }

  // MARK: Time

  private func keepTime() {
    let keepTime: @Sendable () -> Void = { [self] in
      while let next = state.withLock({ $0.isOver ? nil : $0.plan.nextTime }) {
        if next > .now { usleep(Self.pause) }
        take(state.withLock { $0.isOver ? [] : $0.plan.stepsDue(at: .now) })
      }
    }
    // Without a thread there is no end to the budget; its parts still end by themselves.
    try? ControlThread.run(keepTime)
  }

  private func take(_ steps: [Step]) {
    for step in steps {
      let parts = state.withLock { state in
        state.steps.append(step)
        return state.parts.sorted { $0.key < $1.key }.map(\.value)
      }
      for part in parts { part.reactions[step]?() }
      if step == .exit {
        noteUnfinished(inHand)
        onOverdue(unfinished)
      }
    }
  }
}
