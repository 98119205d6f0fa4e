/// The body of a response.
public enum ResponseBody: Sendable {
  /// No body.
  case empty

  /// Bytes, sent unchanged.
  case bytes([UInt8])

  /// A text, sent in UTF-8 and as `text/plain` unless the response has another content type.
  case text(String)

  /// A value, sent as JSON.
  ///
  /// The value is encoded after the handler has returned. If encoding fails, the client gets a 500.
  case json(any Encodable & Sendable)

  /// Bytes that are produced while they are sent.
  ///
  /// If the closure throws before it has written anything, the client gets a 500. If it throws later, the response
  /// breaks off and the request's background tasks do not run.
  case stream(@Sendable (ResponseBodyWriter) async throws -> Void)
}
