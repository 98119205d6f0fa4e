import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Serves the requests that come through a listening socket with a number of workers, until it is told to stop.
public final class FastCGIServer: Sendable {
  let pool: ConnectionPool
  private let socket: ListeningSocket
  private let configuration: ServerConfiguration
  private let logger: Logger
  let workers: [Worker]
  let madeAt = ContinuousClock.now
  private let stopRequested = OneShotEvent()

  /// How long a stop goes on serving requests on kept connections before it closes those on which none has begun.
  private static let drainTime = Duration.seconds(1)

  /// A server that has not been started.
  ///
  /// - Parameters:
  ///   - socket: where web servers connect.
  ///   - configuration: how to serve.
  ///   - responder: what answers the requests.
  ///   - logger: where requests that did not arrive whole are mentioned, and how a stop went.
  /// - Throws: ``SystemError`` if the system refuses what it takes to wait for connections.
  public init(
    socket: ListeningSocket,
    configuration: ServerConfiguration = ServerConfiguration(),
    responder: any Responder,
    logger: Logger
  ) throws(SystemError) {
    FastCGILibrary.initialize
    let budget = DescriptorBudget(workers: configuration.workers)
    let pool = try ConnectionPool(socket: socket, budget: budget)
    let limits = ExchangeLimits(
      readTimeout: configuration.readTimeout, writeTimeout: configuration.writeTimeout,
      minimumBodyRate: configuration.minimumBodyRate)
    let capacity = budget.capacity(workers: configuration.workers)
    self.socket = socket
    self.pool = pool
    self.configuration = configuration
    self.logger = logger.unblocked
    self.workers = (0..<configuration.workers).map { number in
      Worker(
        number: number, pool: pool, responder: responder, limits: limits, capacity: capacity,
        logger: logger)
    }
  }

  /// What each worker is doing, in the order of their numbers.
  public var activities: [WorkerActivity] { workers.map(\.context.activity) }

  /// How many requests have been answered.
  public var requestCount: Int { workers.reduce(0) { $0 + $1.requestCount } }

  /// How many kept connections wait for their next request.
  public var idleConnectionCount: Int { pool.idleCount }

  /// Begins to stop: no connection is accepted any more, and ``run(obeyingSignals:managedBy:onReady:onStopping:)``
  /// returns when the requests in hand and their background tasks are through.
  ///
  /// Calling it again does nothing.
  public func stop() {
    for worker in workers { worker.stop() }
    pool.beginDraining()
    stopRequested.signal()
  }

  /// Serves until ``stop()``, or until the Swift task it runs in is cancelled.
  ///
  /// - Parameters:
  ///   - obeyingSignals: whether SIGTERM, SIGINT and SIGHUP stop it, and SIGQUIT ends the process at once. One server of
  ///     a process may have that.
  ///   - manager: the manager that started this process, if one did.
  ///   - onReady: called when requests are served.
  ///   - onStopping: called when a stop begins.
  /// - Throws: ``SystemError`` if threads can't be had, ``UnfinishedWorkError`` if something was still running when
  ///   both the graceful and the cancellation time-out had passed.
  public func run(
    obeyingSignals: Bool = false, managedBy manager: ManagedProcess? = nil, onReady: () -> Void = {},
    onStopping: () -> Void = {}
  ) async throws {
    if obeyingSignals { try ControlSignals.watch { [weak self] in self?.obey($0) } }
    let slots = manager?.activitySlots(count: workers.count) ?? []
    for (worker, slot) in zip(workers, slots) { worker.context.write(to: slot) }
    let tasks = try startWorkers()
    let upkeep = Task { await keepUp(managedBy: manager) }
    defer { upkeep.cancel() }
    let allEnded = OneShotEvent()
    Task {
      for task in tasks { await task.value }
      allEnded.signal()
    }
    onReady()
    manager?.tellReady()
    await withTaskCancellationHandler {
      await stopRequested.wait()
    } onCancel: {
      stop()
    }
    // Whatever the reason is: another process takes over at once, and not only when this one is through.
    manager?.tellLeaving()
    onStopping()
    try await finish(tasks, allEnded)
  }

  private func obey(_ signal: ControlSignal) {
    switch signal {
    case .stop, .restart: stop()
    case .quit:
      let unfinished = activities.filter(\.isBusy).map(\.description)
      logger.error(
        "Told to quit at once.", metadata: ["unfinished": "\(unfinished.joined(separator: ", "))"])
      socket.removePath()
      ProcessExit.immediately(unfinished.isEmpty ? EXIT_SUCCESS : EX_TEMPFAIL)
    }
  }

  /// What has to be looked at from time to time, whatever the workers do.
  private func keepUp(managedBy manager: ManagedProcess?) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(250))
      let now = ContinuousClock.now
      for worker in workers { worker.checkWatch(at: now) }
      pool.closeIdle(longerThan: configuration.idleTimeout)
      if let maxRequests = configuration.maxRequests, requestCount >= maxRequests, !isStopping {
        logger.info("This process has served as many requests as it may; stopping.")
        stop()
      }
      if let manager, manager.isOrphaned, !isStopping {
        logger.error("The process manager has gone; stopping.")
        manager.clearUpAfterManager()
        stop()
      }
    }
  }

  private var isStopping: Bool { stopRequested.isSignaled }

  private func startWorkers() throws(SystemError) -> [Task<Void, Never>] {
    var tasks: [Task<Void, Never>] = []
    do throws(SystemError) {
      for worker in workers { tasks.append(try worker.start()) }
    } catch {
      stop()
      throw error
    }
    return tasks
  }

  private func finish(_ tasks: [Task<Void, Never>], _ allEnded: OneShotEvent)
    async throws(UnfinishedWorkError)
  {
    let grace = configuration.gracefulTimeout
    let drain = min(Self.drainTime, grace)
    if await allEnded.wait(for: drain) { return }
    pool.closeIdleWithoutInput()
    if await allEnded.wait(for: grace - drain) { return }
    let overdue = activities.filter(\.isBusy).map(\.description)
    logger.warning(
      "The graceful time-out has passed; what is still running is cancelled.",
      metadata: ["timeout": "\(grace)", "running": "\(overdue.joined(separator: ", "))"])
    for task in tasks { task.cancel() }
    if await allEnded.wait(for: configuration.cancellationTimeout) { return }
    throw UnfinishedWorkError(activities: activities.filter(\.isBusy))
  }
}
