import HTTPTypes

extension HTTPResponder {
  /// The response with other header fields, also that which becomes of an error of middleware further in.
  func respond(
    to request: Request, changingHeaders change: @escaping @Sendable (inout HTTPFields) -> Void
  ) async throws -> Response {
    do {
      var response = try await respond(to: request)
      change(&response.headers)
      return response
    } catch {
      // Its response is made further out.
      request[ErrorHeaderChanges.self] = (request[ErrorHeaderChanges.self] ?? []) + [change]
      throw error
    }
  }
}

extension Request {
  /// Gives the response to an error the header fields that the middleware which it passed would have given it.
  func changeErrorHeaders(in response: inout Response) {
    guard let changes = self[ErrorHeaderChanges.self] else { return }
    self[ErrorHeaderChanges.self] = nil
    for change in changes { change(&response.headers) }
  }
}

/// What middleware does to header fields, the innermost first.
private enum ErrorHeaderChanges: RequestValueKey {
  typealias Value = [@Sendable (inout HTTPFields) -> Void]
}
