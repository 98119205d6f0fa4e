import Logging
import HTTPTypes

/// The innermost responder: finds the route, calls its handler, and keeps account of the background tasks.
struct RouterResponder: HTTPResponder {
  let router: Router
  let errorHandlers: ErrorHandlers

  func respond(to request: Request) async -> Response {
    do {
      switch router.match(request.method, path: request.path) {
      case .found(let endpoint, let parameters):
        return await call(endpoint, with: parameters, for: request)
      case .methodNotAllowed(let methods):
        return try await respondToOtherMethod(than: methods, request)
      case .notFound:
        throw HTTPError(.notFound, detail: "There is nothing at \(request.path).")
      case .malformedPath:
        throw HTTPError(.badRequest, detail: "The path is not valid percent-encoded UTF-8.")
      }
    } catch {
      return await complete(errorHandlers.response(to: error, of: request), for: request)
    }
  }

  private func call(
    _ endpoint: Router.Endpoint, with parameters: PathParameters, for request: Request
  ) async -> Response {
    var request = request
    request.pathParameters = parameters
    request.route = endpoint.declaration.path
    request.background.enterHandler()
    do {
      // A handler is not called on part of a request, so the body has to be there first, whoever asks for it.
      if !endpoint.handler.streamsBody { _ = try request.body.collect() }
      var response = try await endpoint.handler.call(request)
      try finalize(&response, for: request)
      request.background.handlerReturned(declaring: endpoint.handler.background, response: &response)
      return response
    } catch {
      let givenUp = request.background.giveUpHandler()
      if !givenUp.isEmpty {
        request.logger.notice(
          "Background tasks do not run because their handler threw.",
          metadata: ["tasks": .array(givenUp.map { "\($0)" })])
      }
      return await complete(errorHandlers.response(to: error, of: request), for: request)
    }
  }

  private func respondToOtherMethod(
    than methods: [HTTPRequest.Method], _ request: Request
  ) async throws -> Response {
    var allowed = Set(methods.map(\.rawValue)).union(["OPTIONS"])
    if allowed.contains("GET") { allowed.insert("HEAD") }
    let allow: HTTPFields = [.allow: allowed.sorted().joined(separator: ", ")]
    switch request.method {
    case .head where allowed.contains("HEAD"):
      return await respondToHead(request)
    case .options:
      return Response(status: .noContent, headers: allow)
    default:
      let detail = "Method \(request.method.rawValue) is not allowed for \(request.path)."
      throw HTTPError(.methodNotAllowed, detail: detail, headers: allow)
    }
  }

  /// RFC 9110, section 9.3.2: as GET, without the content.
  ///
  /// Nothing happens after it: whoever asks for the head only has not asked for what GET sets going.
  private func respondToHead(_ request: Request) async -> Response {
    guard case .found(let endpoint, let parameters) = router.match(.get, path: request.path) else {
      return Response(status: .notFound)
    }
    var request = request
    request.pathParameters = parameters
    request.route = endpoint.declaration.path
    request.background.enterHandler()
    do {
      _ = try request.body.collect()
      var response = try await endpoint.handler.call(request)
      try finalize(&response, for: request)
      response.background = []
      _ = request.background.giveUpHandler()
      return response
    } catch {
      _ = request.background.giveUpHandler()
      return await complete(errorHandlers.response(to: error, of: request), for: request)
    }
  }

  /// Gives a response what the handler left open: the body's bytes and the status.
  private func finalize(_ response: inout Response, for request: Request) throws {
    try response.encodeBody()
    if response.status == nil {
      response.status = .standard(for: request.method, withBody: !response.body.isEmpty)
    }
  }

  private func complete(_ response: Response, for request: Request) async -> Response {
    var response = response
    do {
      try finalize(&response, for: request)
    } catch {
      request.logger.error("An error response can't be encoded.", metadata: ["error": "\(error)"])
      response = .encoded(.internalServerError)
    }
    request.background.addResponseTasks(of: &response)
    return response
  }
}
