import FastCGI
import Logging
import Synchronization

extension Application {
  /// Does something before the first request, in each process, in the order of the calls.
  ///
  /// The values that are provided per application are there by then. If it throws, the application doesn't start and
  /// says why.
  public func onStartup(_ action: @escaping @Sendable () async throws -> Void) {
    onStartup { _ in try await action() }
  }

  /// Does something before the first request with what is provided per application.
  ///
  ///     app.onStartup { dependencies in
  ///       try await dependencies[Database.self].migrate()
  ///     }
  public func onStartup(_ action: @escaping @Sendable (ApplicationDependencies) async throws -> Void) {
    lifecycle.withLock { $0.startup.append(action) }
  }

  /// Does something after the last request and its background tasks, in each process, in the reverse order of the
  /// calls.
  ///
  /// If it throws, the log says why, the others are still done, and the process's exit code is 70.
  public func onShutdown(_ action: @escaping @Sendable () async throws -> Void) {
    onShutdown { _ in try await action() }
  }

  /// Does something after the last request and its background tasks with what is provided per application.
  public func onShutdown(_ action: @escaping @Sendable (ApplicationDependencies) async throws -> Void) {
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
    declarations.close()
    // A process that died while it took an upload can't have removed it.
    TemporaryFilesFolder.removeStale()
    dependencyStore.reopen()
    do {
      for route in [[declarations.level]] + routes.map(\.levels) {
        try await DependencyTable(
          route.map(\.dependencies), applicationStore: dependencyStore)?.buildApplicationValues()
      }
      for action in lifecycle.withLock({ $0.startup }) { try await action(applicationDependencies) }
    } catch {
      await dependencyStore.dispose(logger: logger.unblocked)
      throw StartupError(reason: error)
    }
  }

  /// Does what is to be done at the end and disposes of what is provided per application.
  ///
  /// For tests that don't serve; ``run(arguments:)`` and ``serve(_:)`` do it by themselves.
  ///
  /// - Throws: ``ShutdownError`` when all has been done, if some of it failed; the log says how.
  public func shutDown() async throws(ShutdownError) {
    var isClean = true
    for action in lifecycle.withLock({ $0.shutdown }).reversed() {
      do {
        try await action(applicationDependencies)
      } catch {
        isClean = false
        logger.unblocked.error(
          "An action of onShutdown failed.", metadata: ["error": "\(String(reflecting: error))"])
      }
    }
    if await !dependencyStore.dispose(logger: logger.unblocked) { isClean = false }
    if !isClean { throw ShutdownError() }
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
