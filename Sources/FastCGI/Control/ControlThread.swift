import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A thread for something that blocks for good, apart from Swift's own.
package enum ControlThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs the body on a new thread.
  ///
  /// - Throws: ``SystemError`` if the system has no thread to give.
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

  /// Cancels a Swift task on a thread of its own: cancelling runs the task's cancellation handlers, which may block.
  static func cancel<Success: Sendable, Failure>(_ task: Task<Success, Failure>) {
    do throws(SystemError) { try run { task.cancel() } } catch { task.cancel() }
  }

  /// Runs the body on a new thread and waits for its end, but no longer than that.
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
