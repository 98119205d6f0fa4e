import HTTPTypes

extension Response {
  /// Completes a response for those further out: it has a status, its body is bytes or a stream, and a body has a type.
  ///
  /// Handlers, error handlers and middleware make responses; each of them is completed here.
  ///
  /// - Parameter method: the method whose standard status a response without one gets; 200 if it is `nil`.
  /// - Throws: the error of encoding a value in the body.
  mutating func complete(for method: HTTPRequest.Method?) throws {
    switch body {
    case .json(let value):
      setDefaultType("application/json")
      body = .bytes(try JSONContent.encode(value))
    case .text(let text):
      if !text.isEmpty { setDefaultType("text/plain; charset=utf-8") }
      body = .bytes(Array(text.utf8))
    case .empty, .bytes, .stream: break
    }
    // RFC 3875, section 6.3.1: a response with a body has a type. Without one a browser guesses, and may guess HTML.
    if !body.isEmpty { setDefaultType("application/octet-stream") }
    if status == nil { status = method.map { .standard(for: $0, withBody: !body.isEmpty) } ?? .ok }
  }

  /// Takes the background tasks out of a response.
  mutating func takeTasks() -> BackgroundTasks {
    defer { background = [] }
    return background
  }

  private mutating func setDefaultType(_ type: String) {
    if headers[.contentType] == nil { headers[.contentType] = type }
  }
}
