import FastCGI
import HTTPTypes
import Logging

/// An application put together: it answers requests, behind a web server or in process.
public struct ApplicationService: Sendable {
  let responder: any HTTPResponder
  let errorHandlers: ErrorHandlers
  let limits: RequestLimits
  let logger: Logger
  let observer: RequestObserver
  let backgroundTaskObservers: [any BackgroundTaskObserver]

  /// Whether clients are shown the inside of errors.
  let showsErrors: Bool

  /// What the application provides to its middleware, if anything.
  let dependencies: DependencyTable?

  /// A request out of the params, with its id and a logger that carries it.
  func makeRequest(
    params: RequestParams,
    executor: (any TaskExecutor)?,
    body: (_ declaredLength: Int?, _ limit: Int) -> RequestBody
  ) -> Result<Request, HTTPError> {
    do throws(HTTPError) {
      try limits.check(params)
      let head = try RequestHead(params: params)
      head.scope = dependencies.map(DependencyScope.init)
      let context = RequestContext(requestID: RequestID.of(params), logger: logger)
      return .success(
        Request(
          head: head, context: context, body: body(head.contentLength, limits.maxBodySize),
          background: RequestBackground(executor: executor, context: context), showsErrors: showsErrors))
    } catch {
      return .failure(error)
    }
  }

  /// Answers a request whose head can't be understood, so that no handler can be given it.
  func response(to error: HTTPError, in context: RequestContext) -> Response {
    context.logger.info("A request can't be understood.", metadata: ["error": "\(error)"])
    var response = Response.encoded(error.status, detail: error.detail)
    response.headers[.requestID] = context.requestID
    return response
  }

  /// Answers a request, whatever middleware and handlers do.
  ///
  /// - Returns: a complete response.
  func respond(to request: Request) async -> Response {
    var response: Response
    do {
      response = try await responder.respond(to: request)
    } catch {
      request.giveUpHandlersTasks()
      response = await errorHandlers.response(to: error, of: request)
    }
    response = errorHandlers.complete(response, for: request, method: nil)
    response.headers[.requestID] = request.id
    return response
  }
}
