import FastCGI
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Application {
  /// Serves until SIGTERM or SIGINT, or until the Swift task it runs in is cancelled.
  ///
  /// With processes to manage it serves nothing itself: it starts copies of the executable and keeps them.
  ///
  /// - Parameter configuration: how to serve.
  /// - Returns: the exit code that the process should end with.
  /// - Throws: ``RouteDeclarationErrors``, `ListeningSocketError`, `SystemError` or ``StartupError`` if it can't begin,
  ///   ``CompanionError`` if what runs beside it ended, ``ShutdownError`` if the shutdown failed,
  ///   `UnfinishedWorkError` if a stop had to leave work unfinished: the process should exit then.
  @discardableResult
  public func serve(_ configuration: ApplicationConfiguration) async throws -> Int32 {
    StandardStreams.surviveClosedPipes()
    let service = try service(
      limits: configuration.limits, logLevel: configuration.logLevel, accessLog: configuration.accessLog,
      debugErrors: configuration.debugErrors)
    if configuration.debugErrors {
      service.logger.unblocked.warning(
        "Clients are shown the inside of errors (--debug-errors). Don't do that in production.")
    }
    let environment = ProcessInfo.processInfo.environment
    if let manager = ManagedProcess.takingOver(environment: environment) {
      let socket = try ListeningSocket.open(at: .inherited)
      try await serve(service, socket, configuration, managedBy: manager)
      return EXIT_SUCCESS
    }
    let socket = try ListeningSocket.open(
      at: configuration.listen, mode: configuration.socketMode, backlog: configuration.backlog,
      environment: environment)
    defer { socket.removePath() }
    if configuration.processes > 0 {
      return try await manageProcesses(socket, configuration, service.logger.unblocked)
    }
    try await serve(service, socket, configuration, managedBy: nil)
    return EXIT_SUCCESS
  }

  private func serve(
    _ service: ApplicationService, _ socket: ListeningSocket, _ configuration: ApplicationConfiguration,
    managedBy manager: ManagedProcess?
  ) async throws {
    if let maxMemory = configuration.maxMemory { try limitMemory(to: maxMemory) }
    try await RunningCompanions(lifecycle.withLock { $0.companions }).run {
      try await self.start()
      do {
        try await self.serveRequests(service, socket, configuration, managedBy: manager)
      } catch {
        try? await self.shutDown()
        throw error
      }
      try await self.shutDown()
    }
    service.logger.unblocked.info(
      "Stopped; nothing was left unfinished.", metadata: ["process": "\(getpid())"])
  }

  private func serveRequests(
    _ service: ApplicationService, _ socket: ListeningSocket, _ configuration: ApplicationConfiguration,
    managedBy manager: ManagedProcess?
  ) async throws {
    ServingWorkers.count = configuration.workers
    let server = try FastCGIServer(
      socket: socket, configuration: configuration.server, responder: ApplicationResponder(service: service),
      logger: service.logger)
    statusBoard.serve(server, managedBy: manager)
    let logger = service.logger.unblocked
    let upkeep = StatusUpkeep(board: statusBoard, metrics: service.observer.metrics, logger: logger)
    let keepingUp = Task { await upkeep.run() }
    defer { keepingUp.cancel() }
    let supervisor = ServiceNotification(environment: ProcessInfo.processInfo.environment)
    try await server.run(obeyingSignals: true, managedBy: manager) {
      logger.info(
        "Serving.",
        metadata: [
          "listen": "\(socket.address)", "workers": "\(configuration.workers)", "process": "\(getpid())",
        ])
      // Before the manager is told, so that its own line comes after those of its processes.
      NonBlockingLogHandler.flush(within: NonBlockingLogHandler.longestWait)
      supervisor?.send("READY=1")
    } onStopping: {
      supervisor?.send("STOPPING=1")
    }
  }

  private func limitMemory(to bytes: Int) throws {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    guard setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else {
      throw StartupError(reason: EnvironmentError(reason: "the memory can't be limited to \(bytes) bytes"))
    }
  }

  private func manageProcesses(
    _ socket: ListeningSocket, _ configuration: ApplicationConfiguration, _ logger: Logger
  ) async throws -> Int32 {
    let server = configuration.server
    let manager = try ProcessManager(
      socket: socket,
      configuration: ProcessManagerConfiguration(
        processes: configuration.processes, executable: try ownExecutable(),
        arguments: Array(CommandLine.arguments.dropFirst()),
        stopTimeout: server.gracefulTimeout + server.cancellationTimeout + .seconds(2)),
      logger: logger)
    let supervisor = ServiceNotification(environment: ProcessInfo.processInfo.environment)
    let exitCode = try await manager.run {
      logger.info(
        "Serving.",
        metadata: [
          "listen": "\(socket.address)", "processes": "\(configuration.processes)",
          "workers": "\(configuration.workers)", "manager": "\(getpid())",
        ])
      supervisor?.send("READY=1")
    } onStopping: {
      supervisor?.send("STOPPING=1")
    }
    logger.info("Stopped.", metadata: ["manager": "\(getpid())"])
    return exitCode
  }

  /// The path that the executable had at the start.
  ///
  /// A new binary that is put there later is the one to restart with.
  private func ownExecutable() throws -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &path, path.count)
    guard length > 0, length < path.count else {
      throw StartupError(reason: EnvironmentError(reason: "the executable has no path"))
    }
    return String(decoding: path[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension ApplicationConfiguration {
  fileprivate var limits: RequestLimits {
    RequestLimits(
      maxBodySize: maxBodySize, maxParams: maxParams, maxParamsSize: maxParamsSize, timeout: requestTimeout)
  }

  fileprivate var server: ServerConfiguration {
    ServerConfiguration(
      workers: workers, readTimeout: readTimeout, minimumBodyRate: minBodyRate, writeTimeout: writeTimeout,
      maxRequests: maxRequests,
      idleTimeout: idleTimeout, gracefulTimeout: gracefulTimeout)
  }
}

/// What a process is to have can't be had.
private struct EnvironmentError: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}
