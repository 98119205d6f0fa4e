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
}
