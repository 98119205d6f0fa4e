extension MultipartLimits: Middleware {
  /// Passes the request on with these limits, in place of those of outer middleware.
  ///
  /// - Throws: any error of `next`.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    request[MultipartLimitsKey.self] = self
    return try await next.respond(to: request)
  }
}

extension Request {
  /// The limits for this request's form.
  var multipartLimits: MultipartLimits { self[MultipartLimitsKey.self] ?? MultipartLimits() }
}

private enum MultipartLimitsKey: RequestValueKey {
  typealias Value = MultipartLimits
}
