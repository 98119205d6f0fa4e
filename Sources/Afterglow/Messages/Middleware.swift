/// A type that answers requests: a handler behind the router, or middleware together with the responder behind it.
public protocol HTTPResponder: Sendable {
  /// Returns the response to a request.
  ///
  /// - Throws: any error; the application turns it into an error response.
  func respond(to request: Request) async throws -> Response
}

/// Code that runs between the web server and the handlers.
///
/// Middleware may read or change the request, answer it itself, and read or change the response.
///
///     struct ServerName: Middleware {
///       func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
///         var response = try await next.respond(to: request)
///         response.headers[.server] = "Afterglow"
///         return response
///       }
///     }
///
/// Background tasks begin after every middleware has returned and the client has the response. Middleware adds tasks
/// with `request.background.addTask(…)`, also after `next` has returned.
public protocol Middleware: Sendable {
  /// Returns the response to a request.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - next: the responder behind this middleware: further middleware, or the handler.
  /// - Returns: the response, of `next` or of the middleware itself.
  /// - Throws: any error; the application turns it into an error response. The background tasks of a handler that
  ///   `next` has called do not run then.
  func respond(to request: Request, next: any HTTPResponder) async throws -> Response
}

/// Middleware that never binds a task-local around `next`.
///
/// Background tasks behind such middleware need no Swift task of their own that captures the task-locals.
package protocol MiddlewareWithoutTaskLocals: Middleware {}

extension HTTPResponder {
  /// Returns this responder behind the middleware given; the first in the array is the outermost.
  func wrapped(in middleware: [any Middleware]) -> any HTTPResponder {
    middleware.reversed().reduce(self as any HTTPResponder) { MiddlewareResponder(middleware: $1, next: $0) }
  }
}

/// A middleware and the responder behind it.
private final class MiddlewareResponder: HTTPResponder {
  private let middleware: any Middleware
  private let next: any HTTPResponder
  private let mayBindTaskLocals: Bool

  init(middleware: any Middleware, next: any HTTPResponder) {
    self.middleware = middleware
    self.next = next
    mayBindTaskLocals = !(middleware is any MiddlewareWithoutTaskLocals)
  }

  func respond(to request: Request) async throws -> Response {
    if mayBindTaskLocals { request.background.expectTaskLocals() }
    var response = try await middleware.respond(to: request, next: next)
    // Adding the tasks here captures the task-locals that the outer middleware has bound.
    if !response.background.isEmpty { request.background.addResponseTasks(response.takeTasks()) }
    return response
  }
}
