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

  /// The time for which free workers of all processes share the backlog of a TCP socket when a stop begins.
  ///
  /// After it this process takes over the rest of the backlog and closes the socket.
  private static let sharingTime = Duration.milliseconds(200)

  /// The time after which a stop closes the kept connections on which no request has begun.
  private static let drainTime = Duration.seconds(1)

  /// Creates a server that has not been started.
  ///
  /// - Parameters:
  ///   - socket: the socket that web servers connect to.
  ///   - configuration: the settings of the server; the defaults of ``ServerConfiguration`` by default.
  ///   - responder: the responder that answers the requests.
  ///   - logger: the logger for incomplete requests and for the course of a stop.
  /// - Throws: ``SystemError`` if the system can't provide what is needed to wait for connections.
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

  /// The current activity of each worker, in the order of their numbers.
  public var activities: [WorkerActivity] { workers.map(\.context.activity) }

  /// The number of answered requests.
  public var requestCount: Int { workers.reduce(0) { $0 + $1.requestCount } }

  /// The number of kept connections that wait for their next request.
  public var idleConnectionCount: Int { pool.idleCount }

  /// Begins to stop.
  ///
  /// ``run(obeyingSignals:managedBy:onReady:onStopping:)`` returns when the current requests and their background
  /// tasks have ended. A listening socket that this process has opened refuses new connections from now on, and those
  /// that wait on it are served. An inherited socket is left to the processes that share it. A second call does
  /// nothing.
  public func stop() {
    for worker in workers { worker.stop() }
    pool.beginDraining()
    if !isManaged.load(ordering: .acquiring) { endAccepting() }
    stopRequested.signal()
  }

  /// Serves until ``stop()`` is called, or the surrounding Swift task is cancelled.
  ///
  /// - Parameters:
  ///   - obeyingSignals: whether SIGTERM, SIGINT and SIGHUP stop the server, and SIGQUIT ends the process at once;
  ///     `false` by default. A second SIGTERM or SIGINT cancels the current work. When the graceful time-out has
  ///     passed, the process ends. Only one server of a process may obey signals.
  ///   - manager: the manager that started this process, which requires `obeyingSignals`; `nil` by default.
  ///   - onReady: a closure to call when requests are served.
  ///   - onStopping: a closure to call when a stop begins.
  /// - Throws: ``SystemError`` if a thread or another resource is not available; ``UnfinishedWorkError`` if the stop
  ///   had to cancel something.
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
  ///   - control: the control that passes on signals and the manager's orders; it must outlive the server.
  ///   - onReady: a closure to call when requests are served.
  ///   - onStopping: a closure to call when a stop begins.
  /// - Throws: the errors of ``run(obeyingSignals:managedBy:onReady:onStopping:)``.
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
      // Whatever the reason, another process takes over at once, not only when this one has ended.
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
    do throws(UnfinishedWork) {
      try await finish(tasks, allEnded, cancelled, givenUp)
    } catch {
      throw UnfinishedWorkError(activities: error.activities, cancelled: error.names, cause: stop.cause)
    }
  }

  private var busyActivities: [WorkerActivity] { activities.filter(\.isBusy) }

  /// Checks time-outs and idle connections at intervals, independently of the workers.
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

  /// Ends an own listening socket, or leaves an inherited one to the processes that share it.
  private func endAccepting() {
    guard socket.isOwn else { return pool.leaveBacklog() }
    socket.refuseConnections()
    pool.serveBacklog()
  }

  /// Leaves the listening socket in the way that the manager orders.
  private func leaveSocket(by order: ManagerOrder, managedBy manager: ManagedProcess?) {
    switch order {
    case .leave: pool.leaveBacklog()
    case .end: pool.serveBacklog()
    case .gone where manager?.ownsSocket == true:
      pool.serveBacklog()
      // Another manager may need the address at once.
      if !socket.refusesAtOnce { pool.takeOverBacklog() }
    case .gone: pool.leaveBacklog()
    case .cancel: break
    }
  }

  private func finish(
    _ tasks: [Task<Void, Never>], _ allEnded: OneShotEvent, _ cancelled: OneShotEvent, _ givenUp: OneShotEvent
  ) async throws(UnfinishedWork) {
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
  ) async throws(UnfinishedWork) {
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
    // A background task may still have ended well; the code that ran it records that.
    var names = overdue.filter { $0.kind != .runningTask }.map(\.description)
    if unserved > 0 { names.append("\(unserved) connection(s) that waited to be served") }
    try checkNotes(running: hasEnded ? [] : busyActivities, others: names)
  }

  private func checkNotes(running: [WorkerActivity] = [], others: [String] = [])
    throws(UnfinishedWork)
  {
    let still = running.map(\.description)
    let names = others.filter { !still.contains($0) } + workers.flatMap(\.context.unfinishedNames)
    guard running.isEmpty, names.isEmpty else {
      throw UnfinishedWork(activities: running, names: names)
    }
  }
}

/// The work that a stop leaves unfinished, without the reason.
private struct UnfinishedWork: Error {
  let activities: [WorkerActivity]
  let names: [String]
}
