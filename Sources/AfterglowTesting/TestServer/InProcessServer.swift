import Afterglow
import FastCGI
import HTTPTypes
import Logging

/// Answers requests in the test's own process, as a service with one worker does: the background tasks of a request run
/// before the next request.
actor InProcessServer {
  nonisolated let log = CapturedLog()
  private let service: ApplicationService
  private var planned: [InProcessExchange] = []
  private var ended: [FinishedTask] = []
  private var running: Task<Void, Never>?
  private var runningCount = 0

  init(_ application: Application, maxBodySize: Int) async throws {
    service = try await application.startInProcess(
      maxBodySize: maxBodySize, logger: log.logger, accessLog: true)
  }

  func send(_ params: [(String, String)], body: [UInt8]?) async throws -> TestResponse {
    await startTasks()?.value
    let exchange = await service.answer(params: RequestParams(params), body: body ?? [])
    planned.append(exchange)
    if let error = exchange.bodyError { throw BrokenOffBody(underlyingError: error) }
    return TestResponse(
      status: exchange.status, headers: exchange.headers, body: exchange.body,
      backgroundTaskNames: exchange.backgroundTaskNames)
  }

  /// Whether no task is planned or running any more; starts those that are planned.
  func tasksHaveEnded() -> Bool {
    startTasks()
    return runningCount == 0
  }

  /// The names of the tasks that have been started together and have not all ended.
  private(set) var unfinishedTasks: [String] = []

  /// The tasks that have ended since the last call.
  func takeEnded() -> [FinishedTask] {
    defer { ended = [] }
    return ended
  }

  func cancelTasks() {
    running?.cancel()
  }

  /// Runs what is planned behind what runs already.
  @discardableResult
  private func startTasks() -> Task<Void, Never>? {
    guard !planned.isEmpty else { return running }
    let former = running
    let exchanges = planned
    planned = []
    runningCount += 1
    unfinishedTasks += exchanges.flatMap(\.backgroundTaskNames)
    let task = Task {
      await withTaskCancellationHandler {
        await former?.value
      } onCancel: {
        former?.cancel()
      }
      for exchange in exchanges {
        let finished = await exchange.runBackgroundTasks().map { FinishedTask($0) }
        unfinishedTasks.removeFirst(exchange.backgroundTaskNames.count)
        ended += finished
      }
      runningCount -= 1
    }
    running = task
    return task
  }
}
