import Afterglow
import FastCGI
import HTTPTypes
import Logging

/// A server in the test's own process that behaves like a service with one worker: the background tasks of a request
/// run before the next request.
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

  /// Answers a request when the tasks of earlier requests have run.
  ///
  /// A handler that hasn't finished by the deadline is cancelled, and abandoned if it doesn't react.
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

  /// Starts the planned tasks, and returns whether all tasks have ended.
  func tasksHaveEnded() -> Bool {
    startTasks()
    return runningCount == 0
  }

  /// The names of the started tasks that have not ended.
  private(set) var unfinishedTasks: [String] = []

  /// Returns the tasks that have ended since the last call.
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

  /// Starts the planned tasks, to run after those that already run.
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
  /// Returns the task's value, or `nil` if it isn't available by the deadline or if the calling task is cancelled.
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
