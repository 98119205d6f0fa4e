import CFastCGI
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One thread that owns one `FCGX_Request`.
///
/// It takes a request from the pool, lets the responder answer it, finishes it and gives the connection back. Then it
/// runs the work that follows the request, and only then takes the next one.
final class Worker: Sendable {
  let context: WorkerContext
  private let executor = WorkerExecutor()
  private let pool: ConnectionPool
  private let responder: any Responder
  private let limits: ExchangeLimits
  private let watch = ConnectionWatch()
  private let management: ManagementRecords
  private let logger: Logger
  private let onAnswered: @Sendable () -> Void
  private let isStopping = Atomic(false)
  private let requests = Atomic(0)

  init(
    number: Int, pool: ConnectionPool, responder: any Responder, limits: ExchangeLimits,
    capacity: ServerCapacity, logger: Logger,
    onAnswered: @escaping @Sendable () -> Void = {}
  ) {
    self.context = WorkerContext(number: number, executor: executor)
    self.pool = pool
    self.responder = responder
    self.limits = limits
    self.management = ManagementRecords(
      answer: ManagementAnswer(capacity: capacity), watch: watch, limits: limits)
    self.logger = logger
    self.onAnswered = onAnswered
  }

  /// Starts the thread and, on it, the worker's only Swift task.
  ///
  /// - Returns: the task.
  /// - Throws: ``SystemError`` if no thread can be created.
  func start() throws(SystemError) -> Task<Void, Never> {
    try executor.start()
    return Task(executorPreference: executor) {
      await self.serve()
      self.executor.stop()
    }
  }

  /// Makes the worker end after its current request and the work that follows it, once the pool is drained.
  func stop() {
    isStopping.store(true, ordering: .releasing)
  }

  /// The number of requests that this worker has answered.
  var requestCount: Int { requests.load(ordering: .relaxed) }

  /// Ends the current read or write if it takes too long.
  func checkWatch(at now: ContinuousClock.Instant) {
    watch.check(at: now)
  }

  private var isThrough: Bool {
    isStopping.load(ordering: .acquiring) && (pool.isDrained || Task.isCancelled)
  }

  private func serve() async {
    let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
    defer { request.deallocate() }
    while !isThrough {
      guard let connection = nextConnection(), let exchange = receive(from: connection, using: request) else {
        continue
      }
      let work = await responder.respond(to: exchange, on: context)
      requests.add(1, ordering: .relaxed)
      onAnswered()
      let mayKeep = !isStopping.load(ordering: .acquiring) && pool.hasRoom
      if let connection = exchange.finish(keepingConnection: mayKeep) { pool.park(connection) }
      await work?()
      context.begin(.idle)
    }
    context.begin(.ended)
  }

  private func nextConnection() -> Int32? {
    do throws(SystemError) {
      return try pool.next()
    } catch {
      logger.error("A connection can't be accepted; trying again in 0.1 s.", metadata: ["error": "\(error)"])
      // Out of descriptors or memory: others must free some first.
      usleep(100_000)
      return nil
    }
  }

  private func receive(
    from connection: Int32, using request: UnsafeMutablePointer<FCGX_Request>
  ) -> RequestExchange? {
    context.begin(.receiving)
    do throws(ExchangeError) {
      var next = try management.answerAll(on: connection)
      if case .nothing = next, pool.awaitFirstByte(on: connection) {
        next = try management.answerAll(on: connection)
      }
      switch next {
      case .request: break
      case .nothing:
        context.begin(.idle)
        pool.park(connection)
        return nil
      case .end:
        context.begin(.idle)
        return nil
      }
      return try RequestExchange.receive(from: connection, using: request, watch: watch, limits: limits)
    } catch {
      context.begin(.idle)
      logger.info("A request did not arrive whole; no handler ran.", metadata: ["error": "\(error)"])
      return nil
    }
  }
}
