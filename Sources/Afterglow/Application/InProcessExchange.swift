import FastCGI
import HTTPTypes
import Synchronization

/// A request answered in this process, without a web server and FastCGI, for tests.
///
/// It goes through the same time-out, middleware, routes, handlers, error handlers and log as a request from a web
/// server. Its background tasks run when ``runBackgroundTasks()`` is called.
public struct InProcessExchange: Sendable {
  /// The response's status.
  public let status: HTTPResponse.Status

  /// The response's header fields, as a web server would receive them.
  public let headers: HTTPFields

  /// The response's body, with the pieces of a stream joined.
  public let body: [UInt8]

  /// The error of the closure that produces the body, if it threw after it had written something.
  ///
  /// A client would have seen the response break off.
  public let bodyError: (any Error)?

  /// The names of the background tasks that will run, in order.
  public var backgroundTaskNames: [String] { rest.aftermath.taskNames }

  private let rest: Rest

  /// Runs the background tasks, as a worker does when the request is finished.
  ///
  /// The access log, if enabled, gets its line when they have run.
  ///
  /// - Returns: the outcomes of the first 1,000 tasks, in order. A second call runs nothing and returns the same.
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

/// The work that follows the response, done once.
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

/// The end of a request that reads from memory and writes to memory.
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
  let mayHaveTaskLocals = true
  let taskObserver: (any BackgroundTaskObserver)? = nil
  private let state: Mutex<State>

  init(params: RequestParams, body: [UInt8]) {
    self.params = params
    state = Mutex(State(unread: body[...]))
  }

  /// The response as written.
  var response: (head: CGIResponseHead, body: [UInt8], error: (any Error)?) {
    state.withLock { state in
      let nothing = CGIResponseHead(
        status: .internalServerError, fields: [:], contentLength: nil, requestID: "")
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

  func write(_ head: CGIResponseHead, _ body: [UInt8]) {
    state.withLock { state in
      state.head = head
      state.body = body
    }
  }

  func write(_ bytes: [UInt8]) { state.withLock { $0.body += bytes } }

  func flush() {}

  func abort(after error: any Error) { state.withLock { $0.error = error } }

  var peerIsGone: Bool { false }

  var hasWritten: Bool { state.withLock { $0.head != nil } }

  var writtenByteCount: Int {
    state.withLock { ($0.head?.bytes().count ?? 0) + $0.body.count }
  }
}
