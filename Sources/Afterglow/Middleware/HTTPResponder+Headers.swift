import HTTPTypes

extension HTTPResponder {
  /// The response with other header fields, also that which an ``HTTPError`` of middleware further in will become.
  func respond(
    to request: Request, changingHeaders change: (inout HTTPFields) -> Void
  ) async throws -> Response {
    do {
      var response = try await respond(to: request)
      change(&response.headers)
      return response
    } catch let error as HTTPError {
      var headers = error.headers
      change(&headers)
      throw HTTPError(error.status, detail: error.detail, headers: headers)
    }
  }
}
