extension RouteContainer {
  /// Calls a hook before each request of this level, in its place among the level's middleware.
  ///
  ///     app.beforeRequest { request in
  ///       guard await maintenance.isOver else { throw HTTPError(.serviceUnavailable) }
  ///       request.logger[metadataKey: "agent"] = "\(request.headers[.userAgent] ?? "")"
  ///     }
  ///
  /// - Parameter hook: a closure that may change the request that is passed on. If it throws, the error is answered and
  ///   the handler is not called.
  public func beforeRequest(_ hook: @escaping @Sendable (inout Request) async throws -> Void) {
    add(middleware: BeforeRequest(hook: hook))
  }

  /// Calls a hook with each response of this level.
  ///
  /// The hook added last is called first.
  ///
  /// The hook is not called if middleware or a hook further in throws. An error that the handler throws has already
  /// become a response by then.
  ///
  /// - Parameter hook: a closure that may change the response. If it throws, the error is answered instead, and the
  ///   handler's background tasks don't run.
  public func afterRequest(_ hook: @escaping @Sendable (Request, inout Response) async throws -> Void) {
    add(middleware: AfterRequest(hook: hook))
  }
}

private struct BeforeRequest: MiddlewareWithoutTaskLocals {
  let hook: @Sendable (inout Request) async throws -> Void

  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var request = request
    try await hook(&request)
    return try await next.respond(to: request)
  }
}

private struct AfterRequest: MiddlewareWithoutTaskLocals {
  let hook: @Sendable (Request, inout Response) async throws -> Void

  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var response = try await next.respond(to: request)
    try await hook(request, &response)
    return response
  }
}
