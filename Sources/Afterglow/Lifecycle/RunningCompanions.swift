import FastCGI
import Synchronization

/// A runner of companions beside something else.
struct RunningCompanions: Sendable {
  private let companions: [any Companion]
  private let stop: GracefulStop

  /// Creates a runner whose companions end as parts of a stop.
  init(_ companions: [any Companion], stop: GracefulStop = GracefulStop(timeout: .seconds(30))) {
    self.companions = companions
    self.stop = stop
  }

  /// Runs the body with the companions beside it, and stops them when it has ended, the last one first.
  ///
  /// A companion that doesn't end is cancelled with the rest of the stop.
  ///
  /// - Parameter body: the body, cancelled if a companion ends before it.
  /// - Throws: ``CompanionError`` if a companion ended before the body; otherwise the body's error.
  func run(beside body: @escaping @Sendable () async throws -> Void) async throws {
    guard !companions.isEmpty else { return try await body() }
    let bodyTask = Task { try await body() }
    let watch = Watch(body: bodyTask)
    let running = companions.map { companion in
      (companion, Task { watch.ended(await Self.end(of: companion)) })
    }
    let result = await withTaskCancellationHandler {
      await bodyTask.result
    } onCancel: {
      bodyTask.cancel()
    }
    let failure = watch.endBody()
    for (companion, task) in running.reversed() {
      try? await stop.run("companion \(companion.name)", cancelledAt: .cancelRest) {
        await companion.stop()
        await withTaskCancellationHandler {
          await task.value
        } onCancel: {
          task.cancel()
        }
      }
    }
    if let failure { throw failure }
    try result.get()
  }

  private static func end(of companion: any Companion) async -> CompanionError {
    do {
      try await companion.run()
      return CompanionError(name: companion.name, reason: nil)
    } catch {
      return CompanionError(name: companion.name, reason: error)
    }
  }

  /// Notices which comes first: the end of the body or the end of a companion.
  private final class Watch: Sendable {
    private struct State {
      var failure: CompanionError?
      var bodyHasEnded = false
    }

    private let body: Task<Void, any Error>
    private let state = Mutex(State())

    init(body: Task<Void, any Error>) {
      self.body = body
    }

    func ended(_ error: CompanionError) {
      let isTooEarly = state.withLock { state in
        guard !state.bodyHasEnded, state.failure == nil else { return false }
        state.failure = error
        return true
      }
      if isTooEarly { body.cancel() }
    }

    func endBody() -> CompanionError? {
      state.withLock { state in
        state.bodyHasEnded = true
        return state.failure
      }
    }
  }
}
