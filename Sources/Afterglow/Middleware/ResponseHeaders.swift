import HTTPTypes

extension HTTPResponder {
  /// Returns the response with changed header fields.
  ///
  /// If the responder throws, the error's response is changed as well.
  func respond(
    to request: Request, changingHeaders change: @escaping @Sendable (inout HTTPFields) -> Void
  ) async throws -> Response {
    do {
      var response = try await respond(to: request)
      change(&response.headers)
      return response
    } catch {
      // The error becomes a response further out.
      request[ErrorHeaderChanges.self] = (request[ErrorHeaderChanges.self] ?? []) + [change]
      throw error
    }
  }
}

extension Request {
  /// Applies the changes of the middleware that an error has passed to the response to that error.
  func changeErrorHeaders(in response: inout Response) {
    guard let changes = self[ErrorHeaderChanges.self] else { return }
    self[ErrorHeaderChanges.self] = nil
    for change in changes { change(&response.headers) }
  }
}

/// A key for the changes of header fields, the innermost middleware's first.
private enum ErrorHeaderChanges: RequestValueKey {
  typealias Value = [@Sendable (inout HTTPFields) -> Void]
}

extension HTTPFields {
  /// Adds a request field to `Vary`: the response depends on it, so caches keep one response for each of its values
  /// (RFC 9110, section 12.5.5).
  public mutating func addVary(_ name: HTTPField.Name) {
    let members = self[values: .vary].flatMap { value in
      value.split { $0 == "," || $0 == " " || $0 == "\t" }.map { $0.lowercased() }
    }
    guard !members.contains("*"), !members.contains(name.canonicalName) else { return }
    append(HTTPField(name: .vary, value: name.rawName))
  }
}
