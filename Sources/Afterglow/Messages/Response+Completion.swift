import HTTPTypes

extension Response {
  /// Completes a response: afterwards it has a status, its body is bytes or a stream, and a non-empty body has a
  /// content type.
  ///
  /// All responses pass through here, whether of handlers, error handlers or middleware.
  ///
  /// - Parameters:
  ///   - method: the method whose standard status replaces a missing one; 200 replaces it if the method is `nil`.
  ///   - json: the form of JSON.
  /// - Throws: the encoder's error if the body is a value that can't be encoded.
  mutating func complete(for method: HTTPRequest.Method?, json: JSONOptions) throws {
    switch body {
    case .json(let value):
      setDefaultType("application/json")
      body = .bytes(try JSONContent.encode(value, options: json))
    case .text(let text):
      if !text.isEmpty { setDefaultType("text/plain; charset=utf-8") }
      body = .bytes(Array(text.utf8))
    case .empty, .bytes, .stream: break
    }
    // RFC 3875, section 6.3.1, requires a type for every body. Without one a browser guesses, possibly HTML.
    if !body.isEmpty { setDefaultType("application/octet-stream") }
    if status == nil { status = method.map { .standard(for: $0, withBody: !body.isEmpty) } ?? .ok }
  }

  /// Removes the background tasks from the response and returns them.
  mutating func takeTasks() -> BackgroundTasks {
    defer { background = [] }
    return background
  }

  private mutating func setDefaultType(_ type: String) {
    if !headers.contains(.contentType) { headers[.contentType] = type }
  }
}

extension HTTPResponse.Status {
  /// Returns the status for a response whose handler set none.
  static func standard(for method: HTTPRequest.Method, withBody hasBody: Bool) -> Self {
    switch method {
    case .post: .created
    case .delete where !hasBody: .noContent
    default: .ok
    }
  }
}

extension ResponseBody {
  var isEmpty: Bool {
    switch self {
    case .empty: true
    case .bytes(let bytes): bytes.isEmpty
    case .text(let text): text.isEmpty
    case .json, .stream: false
    }
  }
}
