import FastCGI
import HTTPTypes
import Logging

/// An application that is ready to answer requests, behind a web server or in process.
public struct ApplicationService: Sendable {
  let responder: any HTTPResponder
  let errorHandlers: ErrorHandlers
  let limits: RequestLimits
  let logger: Logger
  let observer: RequestObserver
  let backgroundTaskObservers: [any BackgroundTaskObserver]

  /// Whether responses show clients the details of errors.
  let showsErrors: Bool

  /// The dependencies of the application's own middleware; `nil` if it provides none.
  let dependencies: DependencyTable?

  /// Creates a request from the params, with its id and a logger that carries the id.
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

  /// Answers params that don't make a valid request, without calling a handler.
  func response(to error: HTTPError, in context: RequestContext) -> Response {
    context.logger.info("A request can't be understood.", metadata: ["error": "\(error)"])
    var response = Response.encoded(error.status, detail: error.detail)
    response.headers[.requestID] = context.requestID
    return response
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
    response = errorHandlers.complete(response, for: request, method: nil)
    response.headers[.requestID] = request.id
    return response
  }
}
