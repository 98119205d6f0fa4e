import Afterglow

extension InProcessExchange {
  /// The body as text; what is no UTF-8 in it is replaced.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
