import FastCGI
import Logging
import Synchronization

extension Application {
  /// Adds an action that runs before the first request, in each process.
  ///
  /// Actions run in the order in which they were added, after the values that are provided per application have been
  /// built. If one throws, the application doesn't start and prints the error. A stop during the start, and the end of
  /// `--start-timeout`, cancel the action's Swift task.
  ///
  /// - Parameters:
  ///   - fileID: the source file that the log names while the start waits for the action.
  ///   - line: the line in that file.
  ///   - action: the action.
  public func onStartup(
    fileID: String = #fileID, line: UInt = #line, _ action: @escaping @Sendable () async throws -> Void
  ) {
    onStartup(fileID: fileID, line: line) { _ in try await action() }
  }

  /// Adds an action that runs before the first request, with the values that are provided per application.
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

  /// Adds an action that runs after the last request and its background tasks, in each process.
  ///
  /// Actions run in the reverse order of the calls. If one throws, the error is logged, the other actions still run,
  /// and the process's exit code is 70. An action has what is left of `--graceful-timeout`. Shortly before the end of
  /// that time its Swift task is cancelled, and the exit code is 75.
  ///
  /// - Parameters:
  ///   - fileID: the source file that the log names if the action doesn't end.
  ///   - line: the line in that file.
  ///   - action: the action.
  public func onShutdown(
    fileID: String = #fileID, line: UInt = #line, _ action: @escaping @Sendable () async throws -> Void
  ) {
    onShutdown(fileID: fileID, line: line) { _ in try await action() }
  }

  /// Adds an action that runs after the last request and its background tasks, with the values that are provided per
  /// application.
  public func onShutdown(
    fileID: String = #fileID, line: UInt = #line,
    _ action: @escaping @Sendable (ApplicationDependencies) async throws -> Void
  ) {
    let action = LifecycleActions.Action(name: "onShutdown (\(fileID):\(line))", run: action)
    lifecycle.withLock { $0.shutdown.append(action) }
  }

  /// Adds a companion that runs beside the server, in each process.
  ///
  /// It starts before the values that are provided per application are built, and is stopped after they have been
  /// disposed of.
  public func add(companion: any Companion) {
    lifecycle.withLock { $0.companions.append(companion) }
  }

  /// Builds the values that are provided per application and runs the actions of `onStartup`.
  ///
  /// For tests that don't serve; ``run(arguments:)`` and ``serve(_:)`` call it themselves.
  ///
  /// - Throws: ``StartupError`` if a value can't be built or an action threw; the values built so far are disposed of
  ///   first.
  public func start() async throws(StartupError) {
    do {
      try await start { _ in }
    } catch {
      await dependencyStore.dispose(logger: logger.unblocked)
      throw error
    }
  }

  /// Starts like ``start()``, but leaves it to the caller to dispose of the values if the start fails.
  ///
  /// - Parameter onStep: a closure that is called with the name of each step before it begins.
  /// - Throws: ``StartupError`` if a value can't be built or an action threw.
  func start(_ onStep: (String) -> Void) async throws(StartupError) {
    declarations.close()
    // A process that died during an upload left its temporary files behind.
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

  /// Runs the actions of `onShutdown` and disposes of the values that are provided per application.
  ///
  /// For tests that don't serve; ``run(arguments:)`` and ``serve(_:)`` call it themselves.
  ///
  /// - Throws: ``ShutdownError`` if an action or a disposal failed. Everything else has been done by then, and the log
  ///   names the failures.
  public func shutDown() async throws(ShutdownError) {
    try await shutDown { _, operation in try await operation() }
  }

  /// Shuts down like ``shutDown()``.
  ///
  /// - Parameter step: a closure that carries out each step, called with the step's name and operation.
  /// - Throws: ``ShutdownError`` if an action or a disposal failed, after everything else has been done.
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

  /// Disposes of the values that are provided per application.
  ///
  /// - Returns: whether every disposal succeeded.
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

/// The error of a start that failed because a provided value couldn't be built or an action of `onStartup` threw.
public struct StartupError: Error, CustomStringConvertible {
  /// The error that was thrown.
  public let reason: any Error

  /// A message with the reason.
  public var description: String { "The start failed: \(reason)" }
}

/// The error of a shutdown in which an action or a disposal failed; the log names it.
public struct ShutdownError: Error, CustomStringConvertible {
  /// A message that refers to the log.
  public var description: String { "The shutdown failed; the log says how." }
}
