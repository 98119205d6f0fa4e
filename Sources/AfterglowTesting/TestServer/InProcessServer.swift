import Afterglow
import FastCGI
import HTTPTypes
import Logging

/// Answers requests in the test's own process, as a service with one worker does: the background tasks of a request run
/// before the next request.
actor InProcessServer {
  nonisolated let log = CapturedLog()
  private let application: Application
  private let service: ApplicationService
  private var planned: [InProcessExchange] = []
  private var ended: [FinishedTask] = []
  private var running: Task<Void, Never>?
  private var runningCount = 0

  init(_ application: Application, maxBodySize: Int) async throws {
    self.application = application
    service = try await application.startInProcess(
      maxBodySize: maxBodySize, logger: log.logger, accessLog: true)
  }

  /// Answers a request when the tasks of those before it have run.
  ///
  /// A handler that isn't through by the deadline is cancelled, and left alone if it doesn't care.
  func send(
    _ params: [(String, String)], body: [UInt8]?, until deadline: Deadline
  ) async throws -> TestResponse {
    let tasks = startTasks()
    let answer = Task { [service] in
      await tasks?.value
      return await service.answer(params: RequestParams(params), body: body ?? [])
    }
    guard let exchange = await answer.value(until: deadline) else {
      answer.cancel()
      try Task.checkCancellation()
      throw ConnectionError(
        .timedOut, expected: "a response in the test's own process", received: "nothing",
        elapsed: deadline.elapsed)
    }
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

  func shutDown() async throws {
    try await application.shutDown()
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

extension Task where Failure == Never {
  /// Its value, or nil when that isn't there by the deadline or the calling task is cancelled.
  fileprivate func value(until deadline: Deadline) async -> Success? {
    let (values, continuation) = AsyncStream.makeStream(of: Success?.self)
    Task<Void, Never> { continuation.yield(await value) }
    let timer = Task<Void, Never> {
      try? await Task<Never, Never>.sleep(for: deadline.remaining)
      continuation.yield(nil)
    }
    defer { timer.cancel() }
    return await values.first { _ in true } ?? nil
  }
}
