import Afterglow

/// Middleware out of a closure.
struct MiddlewareHook: Middleware {
  private let body: @Sendable (Request, any HTTPResponder) async throws -> Response

  init(_ body: @escaping @Sendable (Request, any HTTPResponder) async throws -> Response) {
    self.body = body
  }

  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    try await body(request, next)
  }
}
