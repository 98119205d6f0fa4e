import FastCGI
import HTTPTypes
import Synchronization

/// A request answered in this process, without a web server and FastCGI; for tests.
///
/// The request lives as it does behind a web server, over memory instead of a connection: the same time-out, middleware,
/// routes, handlers, error handlers and log. Its background tasks wait to be run.
public struct InProcessExchange: Sendable {
  /// The response's status.
  public let status: HTTPResponse.Status

  /// The response's header fields, as they are sent to a web server.
  public let headers: HTTPFields

  /// The response's body; the pieces of a stream are put together.
  public let body: [UInt8]

  /// The error of the closure that produces the body, if it threw after it had written something: a client would have seen
  /// the response break off.
  public let bodyError: (any Error)?

  /// The names of the background tasks that will run, in order.
  public var backgroundTaskNames: [String] { rest.aftermath.taskNames }

  private let rest: Rest

  /// Runs the background tasks, as the worker does when the request is finished.
  ///
  /// The line of the access log, if there is one, is written when they have run, as behind a web server.
  ///
  /// - Returns: how each of the first 1,000 tasks went, in order. A second call runs nothing and returns the same.
  @discardableResult
  public func runBackgroundTasks() async -> [BackgroundTaskOutcome] { await rest.run() }

  init(answeredBy service: ApplicationService, params: RequestParams, body: [UInt8]) async {
    let end = MemoryEnd(params: params, body: body)
    rest = Rest(await RequestLife(service: service, end: end).run())
    let response = end.response
    status = response.head.status
    headers = response.head.headers
    self.body = response.body
    bodyError = response.error
    if rest.aftermath.taskNames.isEmpty { await rest.run() }
  }
}

/// What follows the response, run once.
private final class Rest: Sendable {
  let aftermath: Aftermath
  private let duration: Duration
  private let running = Mutex<Task<[BackgroundTaskOutcome], Never>?>(nil)

  init(_ aftermath: Aftermath) {
    self.aftermath = aftermath
    duration = aftermath.countFinished()
  }

  @discardableResult
  func run() async -> [BackgroundTaskOutcome] {
    let task = running.withLock { running in
      let task = running ?? Task { await aftermath.run(afterDuration: duration).outcomes }
      running = task
      return task
    }
    return await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }
}

/// The end of a request that is memory.
private final class MemoryEnd: RequestEnd {
  private struct State {
    var unread: ArraySlice<UInt8>
    var isInterrupted = false
    var head: CGIResponseHead?
    var body: [UInt8] = []
    var error: (any Error)?
  }

  let params: RequestParams
  let executor: (any TaskExecutor)? = nil
  let taskObserver: (any BackgroundTaskObserver)? = nil
  private let state: Mutex<State>

  init(params: RequestParams, body: [UInt8]) {
    self.params = params
    state = Mutex(State(unread: body[...]))
  }

  /// The response that has been written.
  var response: (head: CGIResponseHead, body: [UInt8], error: (any Error)?) {
    state.withLock { state in
      let nothing = CGIResponseHead(status: .internalServerError, headers: [:])
      return (state.head ?? nothing, state.body, state.error)
    }
  }

  func noteUnfinished(_ tasks: [String]) {}

  func begin(_ request: Request) {}

  func readBody(into buffer: UnsafeMutableRawBufferPointer) throws(ExchangeError) -> Int {
    let count: Int? = state.withLock { state in
      guard !state.isInterrupted else { return nil }
      let piece = state.unread.prefix(buffer.count)
      buffer.copyBytes(from: piece)
      state.unread = state.unread.dropFirst(piece.count)
      return piece.count
    }
    guard let count else { throw .timedOut(.stdin) }
    return count
  }

  func interruptReading() { state.withLock { $0.isInterrupted = true } }

  func write(_ head: CGIResponseHead) { state.withLock { $0.head = head } }

  func write(_ bytes: [UInt8]) { state.withLock { $0.body += bytes } }

  func flush() {}

  func abort(after error: any Error) { state.withLock { $0.error = error } }

  var peerIsGone: Bool { false }

  var hasWritten: Bool { state.withLock { $0.head != nil } }

  var writtenByteCount: Int {
    state.withLock { ($0.head?.bytes.count ?? 0) + $0.body.count }
  }
}
