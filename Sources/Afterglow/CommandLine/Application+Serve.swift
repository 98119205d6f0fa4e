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
  /// With `processes` above 0 the process serves nothing itself. It starts copies of the executable and replaces those
  /// that end.
  ///
  /// At the end of the graceful time-out the process exits, whatever still runs. After an error it should exit.
  ///
  /// - Parameter configuration: the addresses, limits and time-outs.
  /// - Returns: the exit code that the process should end with.
  /// - Throws: ``RouteDeclarationErrors``, `ListeningSocketError`, `SystemError` or ``StartupError`` if it can't begin;
  ///   ``StartTimeoutError`` if the start took too long; ``CompanionError`` if a companion ended early;
  ///   ``ShutdownError`` if the shutdown failed; `UnfinishedWorkError` if a stop left work unfinished.
  @discardableResult
  public func serve(_ configuration: ApplicationConfiguration) async throws -> Int32 {
    FailedWrites.survive()
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
    let socket = try await waitForSocket(configuration, environment)
    defer { socket.removePath() }
    if configuration.processes > 0 {
      return try await manageProcesses(socket, configuration, service.logger.unblocked)
    }
    try await serve(service, socket, configuration, managedBy: nil)
    return EXIT_SUCCESS
  }

  /// Opens the listening socket, and retries for a second while the address is in use.
  ///
  /// The processes of a manager that was killed release the address as soon as they notice its end.
  private func waitForSocket(
    _ configuration: ApplicationConfiguration, _ environment: [String: String]
  ) async throws -> ListeningSocket {
    let end = ContinuousClock.now + .seconds(1)
    while ContinuousClock.now < end {
      let opened = Result { try openSocket(configuration, environment) }
      if case .failure(let error as ListeningSocketError) = opened, error.isInUse {
        try await Task.sleep(for: .milliseconds(50))
        continue
      }
      return try opened.get()
    }
    return try openSocket(configuration, environment)
  }

  private func openSocket(
    _ configuration: ApplicationConfiguration, _ environment: [String: String]
  ) throws -> ListeningSocket {
    try ListeningSocket.open(
      at: configuration.listen, mode: configuration.socketMode, backlog: configuration.backlog,
      environment: environment)
  }

  private func serve(
    _ service: ApplicationService, _ socket: ListeningSocket, _ configuration: ApplicationConfiguration,
    managedBy manager: ManagedProcess?
  ) async throws {
    if let maxMemory = configuration.maxMemory { try limitMemory(to: maxMemory) }
    let control = ProcessControl(
      gracefulTimeout: configuration.gracefulTimeout, socket: socket, manager: manager, logger: service.logger
    )
    let stop = control.stop
    defer { stop.end() }
    try control.watch()
    let start = ApplicationStart(
      application: self, timeout: configuration.startTimeout, stop: stop, logger: service.logger.unblocked)
    try await RunningCompanions(lifecycle.withLock { $0.companions }, stop: stop).run {
      guard try await start.run() else { return }
      let serving = await Result.of { try await self.serveRequests(service, socket, configuration, control) }
      // However serving ended, the rest has the budget of a stop.
      stop.begin()
      stop.noteWorkIsOver()
      let shutdown = await Result.of {
        try await self.shutDown { try await stop.run($0, cancelledAt: .cancelRest, $1) }
      }
      if case .failure(let error as UnfinishedWorkError) = serving {
        throw UnfinishedWorkError(
          activities: error.activities, cancelled: error.cancelled + stop.unfinished, cause: stop.cause)
      }
      try serving.get()
      if stop.unfinished.isEmpty { try shutdown.get() }
    }
    if !stop.unfinished.isEmpty { throw UnfinishedWorkError(cancelled: stop.unfinished, cause: stop.cause) }
    service.logger.unblocked.info(
      "Stopped; nothing was left unfinished.", metadata: ["process": "\(getpid())"])
  }

  private func serveRequests(
    _ service: ApplicationService, _ socket: ListeningSocket, _ configuration: ApplicationConfiguration,
    _ control: ProcessControl
  ) async throws {
    ServingWorkers.count = configuration.workers
    let server = try FastCGIServer(
      socket: socket, configuration: configuration.server, responder: ApplicationResponder(service: service),
      logger: service.logger)
    statusBoard.serve(server, managedBy: control.manager)
    let logger = service.logger.unblocked
    let upkeep = StatusUpkeep(board: statusBoard, metrics: service.observer.metrics, logger: logger)
    let keepingUp = Task { await upkeep.run() }
    defer { keepingUp.cancel() }
    let supervisor = ServiceNotification(environment: ProcessInfo.processInfo.environment)
    try await server.run(under: control) {
      logger.info(
        "Serving.",
        metadata: [
          "listen": "\(socket.address)", "workers": "\(configuration.workers)", "process": "\(getpid())",
        ])
      // Flushed before the manager is notified, so that the manager's own line comes after those of its processes.
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
    let manager = try ProcessManager(
      socket: socket,
      configuration: ProcessManagerConfiguration(
        processes: configuration.processes, executable: try ownExecutable(),
        arguments: Array(CommandLine.arguments.dropFirst()),
        gracefulTimeout: configuration.gracefulTimeout, startTimeout: configuration.startTimeout),
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
    return exitCode
  }

  /// The path that the executable had at the start.
  ///
  /// A new binary put at that path is used for processes that are started later.
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

/// The error of a process whose memory can't be limited or whose executable has no path.
private struct EnvironmentError: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

extension ListeningSocketError {
  fileprivate var isInUse: Bool {
    switch self {
    case .inUse: true
    case .system(let error): error.number == EADDRINUSE
    case .notASocket, .descriptorNotListening, .unresolvedHost: false
    }
  }
}

extension Result where Failure == any Error {
  /// Returns the result of a closure.
  static func of(_ body: () async throws -> Success) async -> Self {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}
