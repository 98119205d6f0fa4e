import FastCGI
import HTTPTypes
import Synchronization

/// A request answered in this process, without web server and FastCGI; for tests.
///
/// The same middleware, routes, handlers and error handlers answer it as behind a web server. Its background tasks are
/// planned and wait to be run.
public struct InProcessExchange: Sendable {
  /// The response's status.
  public let status: HTTPResponse.Status

  /// The response's header fields, as a web server would be sent them.
  public let headers: HTTPFields

  /// The response's body, whole also where it was produced as a stream.
  public let body: [UInt8]

  /// What the closure that produces the body threw, if it did: a client would have seen the response break off.
  public let bodyError: (any Error)?

  /// The names of the background tasks that are to run, in their order.
  public var backgroundTaskNames: [String] { background?.plan.names ?? [] }

  private let background: ClosedBackground?
  private let runner: BackgroundRunner
  private let ending: Ending

  /// Runs the background tasks, as the worker does after the request is finished.
  ///
  /// The line of the access log, if there is to be one, is written when they are through, as behind a web server.
  ///
  /// - Returns: how each of them went, in their order; the same of a second call, which runs nothing.
  @discardableResult
  public func runBackgroundTasks() async -> [BackgroundTaskOutcome] {
    let start = ContinuousClock.now
    let outcomes = await background?.run(with: runner) ?? []
    await ending.end(outcomes, tasksDuration: start.duration(to: .now))
    return outcomes
  }

  init(answeredBy service: ApplicationService, params: RequestParams, body: [UInt8]) async {
    let start = ContinuousClock.now
    let made = service.makeRequest(params: params, executor: nil) { length, limit in
      RequestBody(declaredLength: length, limit: limit, bytes: body)
    }
    switch made {
    case .success(let request):
      self = await RequestContext.$current.withValue(request.context) {
        await Self(service, request, params, begunAt: start)
      }
    case .failure(let error):
      let id = RequestID.of(params)
      let framing = ResponseFraming(service.response(to: error, requestID: id), to: .get)
      let observed = ObservedRequest(start: start, head: nil, id: id, status: error.status)
      (self.body, bodyError) = await Self.collect(framing.content)
      status = framing.status
      headers = framing.headers
      background = nil
      runner = BackgroundRunner(logger: service.logger)
      ending = Ending(observed, params, framing, byteCount: self.body.count, of: service)
      await ending.end([], tasksDuration: .zero)
    }
  }

  private init(
    _ service: ApplicationService, _ request: Request, _ params: RequestParams,
    begunAt start: ContinuousClock.Instant
  ) async {
    let framing = ResponseFraming(await service.respond(to: request), to: request.method)
    status = framing.status
    headers = framing.headers
    (body, bodyError) = await Self.collect(framing.content)
    let closed = request.background.close()
    let observed = ObservedRequest(start: start, head: request.head, id: request.id, status: framing.status)
    ending = Ending(observed, params, framing, byteCount: body.count, of: service)
    runner = BackgroundRunner(
      logger: request.logger, audience: service.audience(of: request), onEnd: service.observer.taskEnded)
    if bodyError == nil, !closed.plan.isEmpty {
      background = closed
    } else {
      await closed.giveUp()
      await service.audience(of: request)?.notRun(closed.plan.names)
      background = nil
    }
    if background?.plan.isEmpty != false { await ending.end([], tasksDuration: .zero) }
  }

  private static func collect(
    _ content: ResponseFraming.Content
  ) async -> (bytes: [UInt8], error: (any Error)?) {
    switch content {
    case .none: return ([], nil)
    case .bytes(let bytes): return (bytes, nil)
    case .stream(let produce):
      let collected = Mutex<[UInt8]>([])
      do {
        try await produce(ResponseBodyWriter { bytes in collected.withLock { $0 += bytes } })
        return (collected.withLock { $0 }, nil)
      } catch {
        return (collected.withLock { $0 }, error)
      }
    }
  }
}

/// The counting of a request that has been answered in process, and its line of the access log.
private final class Ending: Sendable {
  private let observed: ObservedRequest
  private let params: RequestParams
  private let byteCount: Int
  private let duration: Duration
  private let service: ApplicationService
  private let isWritten = Mutex(false)

  init(
    _ observed: ObservedRequest, _ params: RequestParams, _ framing: ResponseFraming, byteCount: Int,
    of service: ApplicationService
  ) {
    self.service = service
    self.observed = observed
    self.params = params
    self.byteCount = CGIResponseHead(status: framing.status, headers: framing.headers).bytes.count + byteCount
    duration = service.observer.requestFinished(observed)
  }

  /// Disposes of what was built for the request and writes the line; only the first call counts.
  func end(_ outcomes: [BackgroundTaskOutcome], tasksDuration: Duration) async {
    let isFirst = isWritten.withLock { isWritten in
      defer { isWritten = true }
      return !isWritten
    }
    guard isFirst else { return }
    await service.disposeOfDependencies(of: observed)
    service.observer.accessLog?.write(
      observed, params: params, byteCount: byteCount, duration: duration, outcomes: outcomes,
      tasksDuration: tasksDuration)
  }
}

extension RequestBody {
  /// A body that is there already.
  fileprivate convenience init(declaredLength: Int?, limit: Int, bytes: [UInt8]) {
    let remaining = Mutex(bytes[...])
    self.init(declaredLength: declaredLength, limit: limit) { buffer in
      remaining.withLock { remaining in
        let piece = remaining.prefix(buffer.count)
        buffer.copyBytes(from: piece)
        remaining = remaining.dropFirst(piece.count)
        return piece.count
      }
    }
  }
}
