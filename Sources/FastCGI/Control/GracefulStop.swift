import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The stop of a process, which carries out a ``StopPlan`` on a thread of its own that nothing else can hold up.
///
/// Everything that must end is added as a part, with names for the log and an action for each step that concerns it.
/// The names of parts that did not finish are recorded here.
package final class GracefulStop: Sendable {
  package typealias Step = StopPlan.Step

  /// One thing that the stop waits for.
  private struct Part {
    let names: @Sendable () -> [String]
    let reactions: [Step: @Sendable () -> Void]
  }

  /// The identity of a part, for its removal.
  package struct PartID: Sendable { fileprivate let number: Int }

  private struct State {
    var plan: StopPlan
    var steps: [Step] = []
    var parts: [Int: Part] = [:]
    var lastPart = 0
    var unfinished: [String] = []
    var isOver = false
  }

  /// The interval in microseconds at which the thread checks the time during a stop.
  private static let pause: useconds_t = 10_000

  private let state: Mutex<State>
  private let onOverdue: @Sendable ([String], StopPlan.Cause) -> Void

  /// Creates a stop that has not begun.
  ///
  /// - Parameters:
  ///   - timeout: the budget, from the beginning to the exit.
  ///   - allowance: the additional time before the exit; zero by default.
  ///   - onOverdue: the closure that ends the process when the budget has run out, given the names of what is
  ///     unfinished and the reason. By default it does nothing, for a server that is only a part of the process.
  package init(
    timeout: Duration, allowance: Duration = .zero,
    onOverdue: @escaping @Sendable ([String], StopPlan.Cause) -> Void = { _, _ in }
  ) {
    state = Mutex(State(plan: StopPlan(timeout: timeout, allowance: allowance)))
    self.onOverdue = onOverdue
  }

  /// The reason for cancelling work from now on.
  package var cause: StopPlan.Cause { state.withLock { $0.plan.cause } }

  /// Whether the stop has begun.
  package var hasBegun: Bool { state.withLock { $0.plan.hasBegun } }

  /// Begins the stop; does nothing if it has already begun.
  package func begin() {
    let (isFirst, steps) = state.withLock { state in
      (!state.plan.hasBegun, state.plan.begin(at: .now))
    }
    if isFirst { keepTime() }
    take(steps)
  }

  /// Cancels the current work at once; begins the stop if it hasn't begun.
  package func hurry() {
    begin()
    take(state.withLock { $0.plan.hurry(at: .now) })
  }

  /// Records that requests and tasks have ended.
  package func noteWorkIsOver() { state.withLock { $0.plan.noteWorkIsOver() } }

  /// Ends the stop and its thread.
  package func end() { state.withLock { $0.isOver = true } }

  // MARK: Parts

  /// Adds something that the stop waits for.
  ///
  /// - Parameters:
  ///   - names: a closure that returns the names of what is unfinished at that moment.
  ///   - reactions: the actions for the steps; the action of a step that has already been taken runs at once. They
  ///     run on the thread that takes the step and must not block; see ``cancel(_:)``.
  /// - Returns: the part, for ``remove(_:)``.
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

  /// Removes a part that has ended.
  package func remove(_ id: PartID) { state.withLock { $0.parts[id.number] = nil } }

  /// Runs an operation as a part of the stop, and cancels it at a given step; it then counts as unfinished.
  ///
  /// - Parameters:
  ///   - name: the name in the log if the operation doesn't end.
  ///   - step: the step at which the operation's Swift task is cancelled.
  ///   - operation: the operation to run.
  /// - Returns: the result of the operation.
  /// - Throws: the error of the operation.
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
    // An operation that began after the step may still have succeeded.
    if hasTaken(step), !isLate || (try? result.get()) == nil { noteUnfinished([name]) }
    return try result.get()
  }

  /// Cancels a Swift task without waiting for its cancellation handlers.
  package func cancel<Success: Sendable, Failure>(_ task: Task<Success, Failure>) {
    ControlThread.cancel(task)
  }

  private func hasTaken(_ step: Step) -> Bool { state.withLock { $0.steps.contains(step) } }

  // MARK: Unfinished work

  /// Records the names of what the stop left unfinished.
  package func noteUnfinished(_ names: [String]) {
    state.withLock { state in
      for name in names where !state.unfinished.contains(name) { state.unfinished.append(name) }
    }
  }

  /// The names recorded as unfinished.
  package var unfinished: [String] { state.withLock { $0.unfinished } }

  /// The names of what is still running.
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
    // Without a thread nothing enforces the budget, but the parts still end by themselves.
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
        onOverdue(unfinished, cause)
      }
    }
  }
}
