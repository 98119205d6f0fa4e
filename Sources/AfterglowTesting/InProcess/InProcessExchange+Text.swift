import Afterglow

extension InProcessExchange {
  /// The body as text, with replacement characters for invalid UTF-8.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
