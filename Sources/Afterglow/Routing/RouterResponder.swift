import HTTPTypes

/// Finds the route of a request and calls it; the innermost responder of the application's own level.
final class RouterResponder: HTTPResponder {
  let router: Router
  let trailingSlash: TrailingSlashPolicy
  let errorHandlers: ErrorHandlers

  init(router: Router, trailingSlash: TrailingSlashPolicy, errorHandlers: ErrorHandlers) {
    self.router = router
    self.trailingSlash = trailingSlash
    self.errorHandlers = errorHandlers
  }

  func respond(to request: Request) async -> Response {
    do {
      switch router.match(request.method, path: request.path) {
      case .found(let endpoint, let parameters):
        return try await respond(to: request, endpoint.responder, of: endpoint, parameters)
      case .otherMethods(let endpoints, let parameters):
        return try await respond(to: request, of: endpoints, parameters)
      case .notFound:
        return try await respondBesidesSlash(to: request)
      case .malformedPath:
        throw HTTPError(.badRequest, detail: "The path is not valid percent-encoded UTF-8.")
      }
    } catch {
      return await errorHandlers.completeResponse(to: error, of: request)
    }
  }

  private func respond(
    to request: Request, _ responder: any HTTPResponder, of endpoint: Endpoint, _ parameters: PathParameters
  ) async throws -> Response {
    var request = request
    request.pathParameters = parameters
    request.head.route = endpoint.declaration.path
    request.enterScope(of: endpoint.dependencies)
    return try await responder.respond(to: request)
  }

  /// Answers a request whose path matches, but for other methods only.
  private func respond(
    to request: Request, of endpoints: [Endpoint], _ parameters: PathParameters
  ) async throws -> Response {
    var allowed = Set(endpoints.flatMap(\.declaration.methods).map(\.rawValue)).union(["OPTIONS"])
    if allowed.contains("GET") { allowed.insert("HEAD") }
    let allow: HTTPFields = [.allow: allowed.sorted().joined(separator: ", ")]
    switch request.method {
    case .head where allowed.contains("HEAD"):
      guard case .found(let endpoint, let parameters) = router.match(.get, path: request.path) else { break }
      return try await respond(to: request, endpoint.responder, of: endpoint, parameters)
    case .options:
      guard let endpoint = endpoints.first else { break }
      let responder = endpoint.levels(around: OptionsResponder(headers: allow))
      return try await respond(to: request, responder, of: endpoint, parameters)
    default: break
    }
    let detail = "Method \(request.method.rawValue) is not allowed for \(request.path)."
    throw HTTPError(.methodNotAllowed, detail: detail, headers: allow)
  }

  private func respondBesidesSlash(to request: Request) async throws -> Response {
    if trailingSlash != .strict, let other = Self.pathBesidesSlash(request.path) {
      let match = router.match(request.method, path: other)
      if trailingSlash == .redirect, match.isRoute {
        let query = request.query.isEmpty ? "" : "?" + request.query
        return Response(status: .temporaryRedirect, headers: [.location: other + query])
      }
      switch match {
      case .found(let endpoint, let parameters):
        return try await respond(to: request, endpoint.responder, of: endpoint, parameters)
      case .otherMethods(let endpoints, let parameters):
        return try await respond(to: request, of: endpoints, parameters)
      case .notFound, .malformedPath: break
      }
    }
    throw HTTPError(.notFound, detail: "There is nothing at \(request.path).")
  }

  /// Returns the path without its trailing slash or, if it has none, with one.
  private static func pathBesidesSlash(_ path: String) -> String? {
    guard path.utf8.last == UInt8(ascii: "/") else { return path + "/" }
    let shorter = path.utf8.dropLast()
    return shorter.isEmpty || shorter.last == UInt8(ascii: "/") ? nil : String(Substring(shorter))
  }
}

/// The automatic answer to OPTIONS (RFC 9110, section 9.3.7).
private struct OptionsResponder: HTTPResponder {
  let headers: HTTPFields

  func respond(to request: Request) -> Response { Response(status: .noContent, headers: headers) }
}

/// The treatment of a path that differs from a route's only by a slash at its end.
public enum TrailingSlashPolicy: Sendable {
  /// The path is a different one: 404 unless another route has it.
  ///
  /// The default. Each resource has one address, which a web server's `location` can match exactly.
  case strict

  /// The client is redirected to the route's path with 307, which keeps method and body (RFC 9110, section 15.4.8).
  case redirect

  /// The route answers both paths.
  case ignore
}
