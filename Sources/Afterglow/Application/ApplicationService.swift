import FastCGI
import HTTPTypes
import Logging

/// An application put together: what answers requests, behind a web server or in process.
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

  /// Whether anything is provided anywhere, so that requests may have something to dispose of.
  let hasDependencies: Bool

  /// Who looks at a request's background tasks, if anybody does.
  func audience(of request: Request) -> BackgroundTaskAudience? {
    BackgroundTaskAudience(backgroundTaskObservers, of: request)
  }

  /// A request out of the params, with its id and a logger that carries it.
  func makeRequest(
    params: RequestParams,
    executor: (any TaskExecutor)?,
    body: (_ declaredLength: Int?, _ limit: Int) -> RequestBody
  ) -> Result<Request, HTTPError> {
    do throws(HTTPError) {
      try limits.check(params)
      let head = try RequestHead(params: params)
      if let dependencies { head.dependencies = dependencies }
      let context = RequestContext(requestID: RequestID.of(params), logger: logger)
      return .success(
        Request(
          head: head, context: context, body: body(head.contentLength, limits.maxBodySize),
          background: RequestBackground(executor: executor, context: context), showsErrors: showsErrors))
    } catch {
      return .failure(error)
    }
  }

  /// The response to a request whose head can't be understood, so that nobody can be given it.
  func response(to error: HTTPError, requestID id: String) -> Response {
    logger.info("A request can't be understood.", metadata: ["error": "\(error)", "request-id": "\(id)"])
    var response = Response.encoded(error.status, detail: error.detail)
    response.headers[.requestID] = id
    return response
  }

  /// The response, whatever middleware and handlers do.
  ///
  /// Its body is bytes or a stream.
  func respond(to request: Request) async -> Response {
    var response: Response
    do {
      response = try await responder.respond(to: request)
    } catch {
      request.giveUpHandlersTasks()
      response = await errorHandlers.response(to: error, of: request)
    }
    request.background.addResponseTasks(of: &response)
    do {
      try response.encodeBody()
    } catch {
      request.logger.error("A response can't be encoded.", metadata: ["error": "\(error)"])
      response = .encoded(.internalServerError)
    }
    response.headers[.requestID] = request.id
    return response
  }
}

extension HTTPField.Name {
  /// `X-Request-ID`: the id under which the log has the request.
  public static let requestID: Self = {
    guard let name = Self("X-Request-ID") else { preconditionFailure("a valid field name") }
    return name
  }()
}
