import FastCGI
import Logging
import Synchronization

extension Application {
  /// Does something before the first request, in each process, in the order of the calls.
  ///
  /// The values that are provided per application are there by then. If it throws, the application doesn't start and
  /// says why. A stop during the start, and the end of `--start-timeout`, cancel its Swift task.
  ///
  /// - Parameters:
  ///   - fileID: The source file that the log names while the start waits for the action.
  ///   - line: The line in that file.
  ///   - action: What to do.
  public func onStartup(
    fileID: String = #fileID, line: UInt = #line, _ action: @escaping @Sendable () async throws -> Void
  ) {
    onStartup(fileID: fileID, line: line) { _ in try await action() }
  }

  /// Does something before the first request with what is provided per application.
  ///
  ///     app.onStartup { dependencies in
  ///       try await dependencies[Database.self].migrate()
  ///     }
  public func onStartup(
    fileID: String = #fileID, line: UInt = #line,
    _ action: @escaping @Sendable (ApplicationDependencies) async throws -> Void
  ) {
    let action = LifecycleActions.Action(name: "onStartup (\(fileID):\(line))", run: action)
    lifecycle.withLock { $0.startup.append(action) }
  }

  /// Does something after the last request and its background tasks, in each process, in the reverse order of the
  /// calls.
  ///
  /// If it throws, the log says why, the others are still done, and the process's exit code is 70. It has what is left of
  /// `--graceful-timeout`; its Swift task is cancelled shortly before that ends, and the exit code is 75 then.
  ///
  /// - Parameters:
  ///   - fileID: The source file that the log names if the action doesn't end.
  ///   - line: The line in that file.
  ///   - action: What to do.
  public func onShutdown(
    fileID: String = #fileID, line: UInt = #line, _ action: @escaping @Sendable () async throws -> Void
  ) {
    onShutdown(fileID: fileID, line: line) { _ in try await action() }
  }

  /// Does something after the last request and its background tasks with what is provided per application.
  public func onShutdown(
    fileID: String = #fileID, line: UInt = #line,
    _ action: @escaping @Sendable (ApplicationDependencies) async throws -> Void
  ) {
    let action = LifecycleActions.Action(name: "onShutdown (\(fileID):\(line))", run: action)
    lifecycle.withLock { $0.shutdown.append(action) }
  }

  /// Runs something beside the server, in each process: from before the values that are provided per application are
  /// built until they have been disposed of.
  public func add(companion: any Companion) {
    lifecycle.withLock { $0.companions.append(companion) }
  }

  /// Builds what is provided per application and does what is to be done at the start.
  ///
  /// For tests that don't serve; ``run(arguments:)`` and ``serve(_:)`` do it by themselves.
  ///
  /// - Throws: ``StartupError``; what had been built is disposed of then.
  public func start() async throws(StartupError) {
    do {
      try await start { _ in }
    } catch {
      await dependencyStore.dispose(logger: logger.unblocked)
      throw error
    }
  }

  /// Starts as ``start()``, and leaves it to the caller to dispose of what had been built when it failed.
  ///
  /// - Parameter onStep: Told the name of each step before it is done.
  /// - Throws: ``StartupError``.
  func start(_ onStep: (String) -> Void) async throws(StartupError) {
    declarations.close()
    // A process that died while it took an upload can't have removed it.
    TemporaryFilesFolder.removeStale()
    dependencyStore.reopen()
    do {
      onStep("the values that are provided per application")
      for route in [[declarations.level]] + routes.map(\.levels) {
        try await DependencyTable(
          route.map(\.dependencies), applicationStore: dependencyStore)?.buildApplicationValues()
      }
      for action in lifecycle.withLock({ $0.startup }) {
        onStep(action.name)
        try await action.run(applicationDependencies)
      }
    } catch {
      throw StartupError(reason: error)
    }
  }

  /// Does what is to be done at the end and disposes of what is provided per application.
  ///
  /// For tests that don't serve; ``run(arguments:)`` and ``serve(_:)`` do it by themselves.
  ///
  /// - Throws: ``ShutdownError`` when all has been done, if some of it failed; the log says how.
  public func shutDown() async throws(ShutdownError) {
    try await shutDown { _, operation in try await operation() }
  }

  /// Shuts down as ``shutDown()``.
  ///
  /// - Parameter step: Carries out each step, of which it is given the name.
  /// - Throws: ``ShutdownError`` when all has been done, if some of it failed.
  func shutDown(
    by step: (_ name: String, _ operation: @escaping @Sendable () async throws -> Void) async throws -> Void
  ) async throws(ShutdownError) {
    var isClean = true
    let dependencies = applicationDependencies
    for action in lifecycle.withLock({ $0.shutdown }).reversed() {
      do {
        try await step(action.name) { try await action.run(dependencies) }
      } catch {
        isClean = false
        logger.unblocked.error(
          "An action of onShutdown failed.",
          metadata: ["action": "\(action.name)", "error": "\(String(reflecting: error))"])
      }
    }
    if await !dispose(by: step) { isClean = false }
    if !isClean { throw ShutdownError() }
  }

  /// Disposes of what is provided per application.
  ///
  /// - Returns: Whether nothing of it failed.
  @discardableResult
  func dispose(
    by step: (_ name: String, _ operation: @escaping @Sendable () async throws -> Void) async throws -> Void
  ) async -> Bool {
    let (store, logger) = (dependencyStore, logger.unblocked)
    do {
      try await step("the disposal of what is provided per application") {
        if await !store.dispose(logger: logger) { throw ShutdownError() }
      }
      return true
    } catch {
      return false
    }
  }

  private var applicationDependencies: ApplicationDependencies {
    let level = declarations.level
    return ApplicationDependencies(
      table: DependencyTable([level.dependencies], applicationStore: dependencyStore), depth: 0)
  }
}

/// An application did not start: what it provides can't be built, or an action of `onStartup` threw.
public struct StartupError: Error, CustomStringConvertible {
  /// What was thrown.
  public let reason: any Error

  /// What was thrown, in words.
  public var description: String { "The start failed: \(reason)" }
}

/// Something that was to be done at the end of an application failed; the log says what.
public struct ShutdownError: Error, CustomStringConvertible {
  /// Where to look.
  public var description: String { "The shutdown failed; the log says how." }
}
