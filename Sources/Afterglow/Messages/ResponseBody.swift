/// The body of a response.
public enum ResponseBody: Sendable {
  /// No body.
  case empty

  /// Bytes, sent as they are.
  case bytes([UInt8])

  /// A text, sent in UTF-8; its type is `text/plain` unless the response has another one.
  case text(String)

  /// A value, sent as JSON.
  ///
  /// It is encoded after the handler has returned; if that fails, the client gets a 500.
  case json(any Encodable & Sendable)

  /// Bytes that are produced while they are sent.
  ///
  /// If the closure throws before it has written anything, the client gets a 500. After that it sees the response break
  /// off, and the request's background tasks do not run.
  case stream(@Sendable (ResponseBodyWriter) async throws -> Void)
}
