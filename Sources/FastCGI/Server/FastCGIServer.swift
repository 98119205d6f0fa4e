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
  private let answered: AnsweredRequests
  private let isManaged = Atomic(false)
  private let stopRequested = OneShotEvent()

  /// How long a stop leaves what waits on a TCP socket to free workers of whichever process, before it closes the socket.
  private static let sharingTime = Duration.milliseconds(200)

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
    let logger = logger.unblocked
    self.logger = logger
    let answered = AnsweredRequests(most: configuration.maxRequests)
    self.answered = answered
    self.workers = (0..<configuration.workers).map { number in
      Worker(
        number: number, pool: pool, responder: responder, limits: limits, capacity: capacity,
        logger: logger, onAnswered: answered.countOne)
    }
    answered.onLast { [weak self] in
      self?.stop()
      logger.info("This process has served as many requests as it may; stopping.")
    }
  }

  /// What each worker is doing, in the order of their numbers.
  public var activities: [WorkerActivity] { workers.map(\.context.activity) }

  /// How many requests have been answered.
  public var requestCount: Int { workers.reduce(0) { $0 + $1.requestCount } }

  /// How many kept connections wait for their next request.
  public var idleConnectionCount: Int { pool.idleCount }

  /// Begins to stop, and ``run(obeyingSignals:managedBy:onReady:onStopping:)`` returns when the requests in hand and their
  /// background tasks are through.
  ///
  /// A listening socket that this process has opened refuses connections from now on, and what waits on it is served; one
  /// that it has inherited is left to whoever holds it. Calling it again does nothing.
  public func stop() {
    for worker in workers { worker.stop() }
    pool.beginDraining()
    if !isManaged.load(ordering: .acquiring) { endAccepting() }
    stopRequested.signal()
  }

  /// Serves until ``stop()``, or until the Swift task it runs in is cancelled.
  ///
  /// - Parameters:
  ///   - obeyingSignals: whether SIGTERM, SIGINT and SIGHUP stop it, and SIGQUIT ends the process at once. One server of
  ///     a process may have that. A second SIGTERM or SIGINT cancels what is in hand. At the end of the graceful time-out
  ///     the process ends.
  ///   - manager: the manager that started this process, if one did; it needs `obeyingSignals`.
  ///   - onReady: called when requests are served.
  ///   - onStopping: called when a stop begins.
  /// - Throws: ``SystemError`` if threads can't be had, ``UnfinishedWorkError`` if the stop had to cancel something.
  public func run(
    obeyingSignals: Bool = false, managedBy manager: ManagedProcess? = nil, onReady: () -> Void = {},
    onStopping: () -> Void = {}
  ) async throws {
    guard obeyingSignals else {
      let stop = GracefulStop(timeout: configuration.gracefulTimeout)
      defer { stop.end() }
      return try await run(until: stop, onReady: onReady, onStopping: onStopping)
    }
    let control = ProcessControl(
      gracefulTimeout: configuration.gracefulTimeout, socket: socket, manager: manager, logger: logger)
    defer { control.stop.end() }
    try control.watch()
    try await run(under: control, onReady: onReady, onStopping: onStopping)
  }

  /// Serves until the process is told to stop.
  ///
  /// - Parameters:
  ///   - control: what the process is told by; it outlives the server.
  ///   - onReady: called when requests are served.
  ///   - onStopping: called when a stop begins.
  /// - Throws: as ``run(obeyingSignals:managedBy:onReady:onStopping:)``.
  package func run(
    under control: ProcessControl, onReady: () -> Void = {}, onStopping: () -> Void = {}
  ) async throws {
    let slots = control.manager?.activitySlots(count: workers.count) ?? []
    for (worker, slot) in zip(workers, slots) { worker.context.write(to: slot) }
    isManaged.store(control.manager != nil, ordering: .releasing)
    control.onBacklogDecided { [weak self] in self?.leaveSocket(by: $0, managedBy: control.manager) }
    try await run(until: control.stop) {
      onReady()
      control.manager?.tellReady()
    } onStopping: {
      // Whatever the reason is: another process takes over at once, and not only when this one is through.
      control.manager?.tellLeaving()
      onStopping()
    }
  }

  private func run(
    until stop: GracefulStop, onReady: () -> Void, onStopping: () -> Void
  ) async throws {
    let tasks = try startWorkers()
    let cancelled = OneShotEvent()
    let givenUp = OneShotEvent()
    let part = stop.add(
      names: { [weak self] in self?.busyActivities.map(\.description) ?? [] },
      reactions: [
        .begin: { [weak self] in self?.stop() }, .cancelWork: { cancelled.signal() },
        .giveUpWork: { givenUp.signal() },
      ])
    defer { stop.remove(part) }
    let upkeep = Task { await keepUp() }
    defer { upkeep.cancel() }
    let allEnded = OneShotEvent()
    Task {
      for task in tasks { await task.value }
      allEnded.signal()
    }
    onReady()
    await withTaskCancellationHandler {
      await stopRequested.wait()
    } onCancel: {
      self.stop()
    }
    stop.begin()
    onStopping()
    try await finish(tasks, allEnded, cancelled, givenUp)
  }

  private var busyActivities: [WorkerActivity] { activities.filter(\.isBusy) }

  /// What has to be looked at from time to time, whatever the workers do.
  private func keepUp() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(250))
      let now = ContinuousClock.now
      for worker in workers { worker.checkWatch(at: now) }
      pool.closeIdle(longerThan: configuration.idleTimeout)
    }
  }

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

  // MARK: Stopping

  /// Ends the listening socket, or leaves it to whoever holds it.
  private func endAccepting() {
    guard socket.isOwn else { return pool.leaveBacklog() }
    socket.refuseConnections()
    pool.serveBacklog()
  }

  /// Leaves the listening socket as the manager says.
  private func leaveSocket(by order: ManagerOrder, managedBy manager: ManagedProcess?) {
    switch order {
    case .leave: pool.leaveBacklog()
    case .end: pool.serveBacklog()
    case .gone where manager?.ownsSocket == true:
      pool.serveBacklog()
      // Another manager may want the address at once.
      if !socket.refusesAtOnce { pool.takeOverBacklog() }
    case .gone: pool.leaveBacklog()
    case .cancel: break
    }
  }

  private func finish(
    _ tasks: [Task<Void, Never>], _ allEnded: OneShotEvent, _ cancelled: OneShotEvent, _ givenUp: OneShotEvent
  ) async throws(UnfinishedWorkError) {
    if await allEnded.wait(for: Self.sharingTime, orUntil: cancelled) { return try checkNotes() }
    if !socket.refusesAtOnce { pool.takeOverBacklog() }
    if await allEnded.wait(for: Self.drainTime - Self.sharingTime, orUntil: cancelled) {
      return try checkNotes()
    }
    pool.leaveBacklog()
    pool.closeIdleWithoutInput()
    if await allEnded.wait(orUntil: cancelled) { return try checkNotes() }
    try await cancel(tasks, allEnded, givenUp)
  }

  private func cancel(
    _ tasks: [Task<Void, Never>], _ allEnded: OneShotEvent, _ givenUp: OneShotEvent
  ) async throws(UnfinishedWorkError) {
    let overdue = busyActivities
    let unserved = pool.closeUnserved()
    logger.warning(
      "The stop cancels what is still running.",
      metadata: [
        "timeout": "\(configuration.gracefulTimeout)", "unserved": "\(unserved)",
        "running": "\(overdue.map(\.description).joined(separator: ", "))",
      ])
    for task in tasks { ControlThread.cancel(task) }
    let hasEnded = await allEnded.wait(orUntil: givenUp)
    // A background task may have ended well all the same; whoever ran it knows.
    var names = overdue.filter { $0.kind != .runningTask }.map(\.description)
    if unserved > 0 { names.append("\(unserved) connection(s) that waited to be served") }
    try checkNotes(running: hasEnded ? [] : busyActivities, others: names)
  }

  private func checkNotes(running: [WorkerActivity] = [], others: [String] = [])
    throws(UnfinishedWorkError)
  {
    let still = running.map(\.description)
    let names = others.filter { !still.contains($0) } + workers.flatMap(\.context.unfinishedNames)
    guard running.isEmpty, names.isEmpty else {
      throw UnfinishedWorkError(activities: running, cancelled: names)
    }
  }
}
