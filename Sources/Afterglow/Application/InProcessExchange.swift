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

  /// The response's header fields.
  public let headers: HTTPFields

  /// The response's body, whole also where it was produced as a stream.
  public let body: [UInt8]

  /// What the closure that produces the body threw, if it did: a client would have seen the response break off.
  public let bodyError: (any Error)?

  /// The names of the background tasks that are to run, in their order.
  public var backgroundTaskNames: [String] { background?.plan.names ?? [] }

  private let background: ClosedBackground?
  private let runner: BackgroundRunner
  private let request: Request?

  /// Runs the background tasks, as the worker does after the request is finished.
  ///
  /// - Returns: how each of them went, in their order.
  @discardableResult
  public func runBackgroundTasks() async -> [BackgroundTaskOutcome] {
    let outcomes = await background?.run(with: runner) ?? []
    await request?.disposeOfDependencies()
    return outcomes
  }

  init(answeredBy service: ApplicationService, params: RequestParams, body: [UInt8]) async {
    let made = service.makeRequest(params: params, executor: nil) { length, limit in
      let remaining = Mutex(body[...])
      return RequestBody(declaredLength: length, limit: limit) { buffer in
        remaining.withLock { remaining in
          let piece = remaining.prefix(buffer.count)
          buffer.copyBytes(from: piece)
          remaining = remaining.dropFirst(piece.count)
          return piece.count
        }
      }
    }
    switch made {
    case .success(let request):
      self = await RequestContext.$current.withValue(request.context) { await Self(service, request) }
    case .failure(let error):
      let response = service.response(to: error, params: params)
      status = error.status
      headers = response.headers
      (self.body, bodyError) = await Self.collect(response.body, for: .get)
      background = nil
      request = nil
      runner = BackgroundRunner(logger: service.logger)
    }
  }

  private init(_ service: ApplicationService, _ request: Request) async {
    let response = await service.respond(to: request)
    status = response.status ?? .ok
    headers = response.headers
    (body, bodyError) = await Self.collect(response.body, for: request.method)
    let closed = request.background.close()
    self.request = request
    runner = BackgroundRunner(logger: request.logger, audience: service.audience(of: request))
    if bodyError == nil {
      background = closed
    } else {
      closed.giveUp()
      await service.audience(of: request)?.notRun(closed.plan.names)
      background = nil
    }
    if backgroundTaskNames.isEmpty { await request.disposeOfDependencies() }
  }

  private static func collect(
    _ body: ResponseBody, for method: HTTPRequest.Method
  ) async -> (bytes: [UInt8], error: (any Error)?) {
    guard method != .head else { return ([], nil) }
    switch body {
    case .bytes(let bytes): return (bytes, nil)
    case .empty, .json: return ([], nil)
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

extension ApplicationService {
  /// Answers a request in this process.
  ///
  /// - Parameters:
  ///   - params: the CGI variables that a web server would send.
  ///   - body: the request's body.
  /// - Returns: the response, with background tasks that wait to be run.
  public func answer(params: RequestParams, body: [UInt8]) async -> InProcessExchange {
    await InProcessExchange(answeredBy: self, params: params, body: body)
  }
}
