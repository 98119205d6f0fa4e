/// Answers requests: a handler behind the router, or middleware with what is behind it.
public protocol HTTPResponder: Sendable {
  /// The response to a request.
  ///
  /// - Throws: what is then turned into an error response.
  func respond(to request: Request) async throws -> Response
}

/// Stands between the web server and the handlers: it may look at or change the request, answer itself, and look at or
/// change the response.
///
///     struct ServerName: Middleware {
///       func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
///         var response = try await next.respond(to: request)
///         response.headers[.server] = "Afterglow"
///         return response
///       }
///     }
///
/// Background tasks begin after every middleware has returned and the client has the response. Middleware adds some with
/// `request.background.addTask(…)`, also on the way back.
public protocol Middleware: Sendable {
  /// The response to a request; `next` gives that of what is further in.
  ///
  /// - Throws: what is then turned into an error response; the tasks of a handler further in do not run then.
  func respond(to request: Request, next: any HTTPResponder) async throws -> Response
}

extension HTTPResponder {
  /// The responder behind these, of which the first is outermost.
  func wrapped(in middleware: [any Middleware]) -> any HTTPResponder {
    middleware.reversed().reduce(self as any HTTPResponder) { MiddlewareResponder(middleware: $1, next: $0) }
  }
}

/// Middleware together with what is behind it.
private struct MiddlewareResponder: HTTPResponder {
  let middleware: any Middleware
  let next: any HTTPResponder

  func respond(to request: Request) async throws -> Response {
    var response = try await middleware.respond(to: request, next: next)
    // Planned here, the tasks see the task-locals that the middleware around this one has bound.
    if !response.background.isEmpty { request.background.addResponseTasks(response.takeTasks()) }
    return response
  }
}
