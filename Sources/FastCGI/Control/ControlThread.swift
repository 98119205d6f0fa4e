import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A thread for work that blocks indefinitely, separate from Swift's own threads.
package enum ControlThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs a closure on a new thread.
  ///
  /// - Parameter body: the closure to run.
  /// - Throws: ``SystemError`` if no thread can be created.
  package static func run(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let argument = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, argument.toOpaque())
    guard number == 0 else {
      argument.release()
      throw SystemError("pthread_create", number: number)
    }
    pthread_detach(thread)
  }

  /// Cancels a Swift task on a new thread, since the task's cancellation handlers run during the call and may block.
  static func cancel<Success: Sendable, Failure>(_ task: Task<Success, Failure>) {
    do throws(SystemError) { try run { task.cancel() } } catch { task.cancel() }
  }

  /// Runs a closure on a new thread, and waits for its end but no longer than `longest`.
  static func run(waitingFor longest: Duration, _ body: @escaping @Sendable () -> Void) {
    let isDone = Flag()
    let end = ContinuousClock.now + longest
    let thread: @Sendable () -> Void = {
      body()
      isDone.value.store(true, ordering: .releasing)
    }
    guard (try? run(thread)) != nil else { return }
    while !isDone.value.load(ordering: .acquiring), ContinuousClock.now < end { usleep(1_000) }
  }

  private final class Flag: Sendable { let value = Atomic(false) }
}
