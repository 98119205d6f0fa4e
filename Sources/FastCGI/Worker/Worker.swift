import CFastCGI
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One thread that owns one `FCGX_Request`: it accepts a request, has it answered, finishes it, runs what comes
/// after it, and only then accepts the next.
final class Worker: Sendable {
  let context: WorkerContext
  private let executor = WorkerExecutor()
  private let socket: ListeningSocket
  private let responder: any Responder
  private let configuration: ServerConfiguration
  private let logger: Logger
  private let isStopping = Atomic(false)

  init(
    number: Int, socket: ListeningSocket, responder: any Responder, configuration: ServerConfiguration,
    logger: Logger
  ) {
    self.context = WorkerContext(number: number, executor: executor)
    self.socket = socket
    self.responder = responder
    self.configuration = configuration
    self.logger = logger
  }

  /// Starts the thread and, on it, the one Swift task that is the worker.
  ///
  /// - Throws: ``SystemError`` if the system has no thread to give.
  func start() throws(SystemError) -> Task<Void, Never> {
    try executor.start()
    return Task(executorPreference: executor) {
      await self.serve()
      self.executor.stop()
    }
  }

  /// Lets the worker end after the request in hand and what comes after it.
  func stop() {
    isStopping.store(true, ordering: .releasing)
  }

  private func serve() async {
    let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
    defer { request.deallocate() }
    while !isStopping.load(ordering: .acquiring) {
      guard let connection = nextConnection(), let exchange = receive(from: connection, using: request) else {
        continue
      }
      let work = await responder.respond(to: exchange, on: context)
      exchange.finish()
      await work?()
      context.begin(.idle)
    }
    context.begin(.ended)
  }

  private func nextConnection() -> Int32? {
    do throws(SystemError) {
      guard let connection = try socket.accept() else { return nil }
      guard
        setTimeout(SO_RCVTIMEO, configuration.readTimeout.timeval, on: connection),
        setTimeout(SO_SNDTIMEO, configuration.writeTimeout.timeval, on: connection)
      else {
        close(connection)
        return nil
      }
      return connection
    } catch {
      logger.error("A connection can't be accepted; trying again in 0.1 s.", metadata: ["error": "\(error)"])
      // Out of descriptors or memory: others have to give some back first.
      usleep(100_000)
      return nil
    }
  }

  private func receive(
    from connection: Int32, using request: UnsafeMutablePointer<FCGX_Request>
  ) -> RequestExchange? {
    guard firstByteArrives(on: connection) else {
      close(connection)
      return nil
    }
    context.begin(.receiving)
    do throws(ExchangeError) {
      return try RequestExchange.receive(from: connection, using: request)
    } catch {
      context.begin(.idle)
      logger.info("A request did not arrive whole; no handler ran.", metadata: ["error": "\(error)"])
      return nil
    }
  }

  /// Waits for the web server to begin, so that a connection on which nothing comes doesn't hold up a stop,
  /// as it would inside `FCGX_Accept_r`.
  ///
  /// During a stop a connection has a last second to begin.
  private func firstByteArrives(on connection: Int32) -> Bool {
    var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
    var deadline = ContinuousClock.now + configuration.readTimeout
    var isLastSecond = false
    while poll(&waiting, 1, 300) == 0 {
      let now = ContinuousClock.now
      if !isLastSecond, isStopping.load(ordering: .acquiring) {
        isLastSecond = true
        deadline = min(deadline, now + .seconds(1))
      }
      guard now < deadline else { return false }
    }
    return true
  }
}
