extension RouteContainer {
  /// Does something before each request of this level, in the order in which it was added among the level's middleware.
  ///
  ///     app.beforeRequest { request in
  ///       guard await maintenance.isOver else { throw HTTPError(.serviceUnavailable) }
  ///       request.logger[metadataKey: "agent"] = "\(request.headers[.userAgent] ?? "")"
  ///     }
  ///
  /// - Parameter hook: may change the request that is passed on; what it throws is answered in the handler's place.
  public func beforeRequest(_ hook: @escaping @Sendable (inout Request) async throws -> Void) {
    add(middleware: BeforeRequest(hook: hook))
  }

  /// Does something with each response of this level, in the opposite order.
  ///
  /// It is not done if a middleware or hook further in throws. What a handler throws has become a response by then.
  ///
  /// - Parameter hook: may change the response; what it throws is answered in its place, and the tasks of the handler
  ///   don't run then.
  public func afterRequest(_ hook: @escaping @Sendable (Request, inout Response) async throws -> Void) {
    add(middleware: AfterRequest(hook: hook))
  }
}

private struct BeforeRequest: Middleware {
  let hook: @Sendable (inout Request) async throws -> Void

  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var request = request
    try await hook(&request)
    return try await next.respond(to: request)
  }
}

private struct AfterRequest: Middleware {
  let hook: @Sendable (Request, inout Response) async throws -> Void

  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    var response = try await next.respond(to: request)
    try await hook(request, &response)
    return response
  }
}
