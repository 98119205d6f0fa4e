import Afterglow
import HTTPTypes

/// Answers whatever path begins with `/echo`, with any method: no router stands between it and the web server.
struct EchoMiddleware: Middleware {
  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    guard request.path.hasPrefix("/echo") else { return try await next.respond(to: request) }
    return Response(try Echo(request), status: .ok)
  }
}
