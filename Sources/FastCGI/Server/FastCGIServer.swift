import Logging
import Synchronization

/// Serves the requests that come through a listening socket with a number of workers, until it is told to stop.
public final class FastCGIServer: Sendable {
  private let socket: ListeningSocket
  private let configuration: ServerConfiguration
  private let logger: Logger
  private let workers: [Worker]
  private let stopRequested = OneShotEvent()

  /// A server that has not been started.
  ///
  /// - Parameters:
  ///   - socket: where web servers connect.
  ///   - configuration: how to serve.
  ///   - responder: what answers the requests.
  ///   - logger: where requests that did not arrive whole are mentioned, and how a stop went.
  public init(
    socket: ListeningSocket,
    configuration: ServerConfiguration = ServerConfiguration(),
    responder: any Responder,
    logger: Logger
  ) {
    FastCGILibrary.initialize
    self.socket = socket
    self.configuration = configuration
    self.logger = logger
    self.workers = (0..<configuration.workers).map { number in
      Worker(
        number: number, socket: socket, responder: responder, configuration: configuration, logger: logger)
    }
  }

  /// What each worker is doing, in the order of their numbers.
  public var activities: [WorkerActivity] { workers.map(\.context.activity) }

  /// Begins to stop: no request is accepted any more, and ``run(stoppingOnSignals:)`` returns when those in
  /// hand and their background tasks are through.
  ///
  /// Calling it again does nothing.
  public func stop() {
    for worker in workers { worker.stop() }
    stopRequested.signal()
  }

  /// Serves until ``stop()``, or until the Swift task it runs in is cancelled.
  ///
  /// - Parameter stoppingOnSignals: whether SIGTERM and SIGINT stop it. One server of a process may have that.
  /// - Throws: ``SystemError`` if threads can't be had, ``UnfinishedWorkError`` if something was still running when
  ///   both the graceful and the cancellation time-out had passed.
  public func run(stoppingOnSignals: Bool = false) async throws {
    if stoppingOnSignals { try StopSignals.watch { [weak self] in self?.stop() } }
    let tasks = try startWorkers()
    let allEnded = OneShotEvent()
    Task {
      for task in tasks { await task.value }
      allEnded.signal()
    }
    await withTaskCancellationHandler {
      await stopRequested.wait()
    } onCancel: {
      stop()
    }
    try await finish(tasks, allEnded)
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

  private func finish(_ tasks: [Task<Void, Never>], _ allEnded: OneShotEvent)
    async throws(UnfinishedWorkError)
  {
    if await allEnded.wait(for: configuration.gracefulTimeout) { return }
    let overdue = activities.filter(\.isBusy)
    logger.warning(
      "The graceful time-out has passed; what is still running is cancelled.",
      metadata: [
        "timeout": "\(configuration.gracefulTimeout)",
        "running": "\(overdue.map(\.description).joined(separator: ", "))",
      ])
    for task in tasks { task.cancel() }
    if await allEnded.wait(for: configuration.cancellationTimeout) { return }
    throw UnfinishedWorkError(activities: activities.filter(\.isBusy))
  }
}
