/// The body of a response.
public enum ResponseBody: Sendable {
  /// No body.
  case empty

  /// These bytes.
  case bytes([UInt8])

  /// A value that is encoded as JSON once the handler has returned.
  case json(any Encodable & Sendable)

  /// A body that is produced while it is sent; each write is on its way to the client before the next.
  case stream(@Sendable (ResponseBodyWriter) async throws -> Void)

  /// A text, as UTF-8.
  public static func text(_ text: String) -> ResponseBody { .bytes(Array(text.utf8)) }
}
