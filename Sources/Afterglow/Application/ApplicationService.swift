import FastCGI
import HTTPTypes
import Logging

/// An application that is ready to answer requests, behind a web server or in process.
public final class ApplicationService: Sendable {
  let responder: any HTTPResponder
  let errorHandlers: ErrorHandlers
  let limits: RequestLimits
  let logger: Logger
  let observer: RequestObserver

  /// The observers of background tasks: ``observer`` and those of the application.
  let backgroundTaskObservers: [any BackgroundTaskObserver]

  /// Whether responses show clients the details of errors.
  let showsErrors: Bool

  /// The form of JSON, see ``Application/json``.
  let json: JSONOptions

  /// The dependencies of the application's own middleware; `nil` if it provides none.
  let dependencies: DependencyTable?

  init(
    responder: any HTTPResponder, errorHandlers: ErrorHandlers, limits: RequestLimits, logger: Logger,
    observer: RequestObserver, backgroundTaskObservers: [any BackgroundTaskObserver], showsErrors: Bool,
    json: JSONOptions, dependencies: DependencyTable?
  ) {
    self.responder = responder
    self.errorHandlers = errorHandlers
    self.limits = limits
    self.logger = logger
    self.observer = observer
    self.backgroundTaskObservers = [observer] + backgroundTaskObservers
    self.showsErrors = showsErrors
    self.json = json
    self.dependencies = dependencies
  }

  /// Creates a request from the params, with its id and a logger that carries the id.
  ///
  /// - Throws: ``HTTPError`` if the params don't make a valid request.
  func makeRequest(
    params: RequestParams, executor: (any TaskExecutor)?, bodySource: any RequestBodySource
  ) throws(HTTPError) -> Request {
    try limits.check(params)
    let head = try RequestHead(params: params)
    if let dependencies { head.scope = DependencyScope(dependencies) }
    let context = RequestContext(requestID: RequestID.of(params), logger: logger)
    return Request(
      head: head, context: context,
      body: RequestBody(
        declaredLength: head.contentLength, limit: limits.maxBodySize, source: bodySource),
      background: RequestBackground(executor: executor, context: context),
      timeout: limits.timeout == nil ? nil : TimeLimit(), showsErrors: showsErrors, json: json)
  }

  /// Answers params that don't make a valid request, without calling a handler.
  func response(to error: HTTPError, in context: RequestContext) -> Response {
    context.logger.info("A request can't be understood.", metadata: ["error": "\(error)"])
    return Response.encoded(error.status, detail: error.detail, json: json)
  }

  /// Answers a request.
  ///
  /// - Returns: a complete response, also if middleware or a handler throws.
  func respond(to request: Request) async -> Response {
    var response: Response
    do {
      response = try await responder.respond(to: request)
    } catch {
      request.giveUpHandlersTasks()
      response = await errorHandlers.response(to: error, of: request)
    }
    return errorHandlers.complete(response, for: request, method: nil)
  }
}
