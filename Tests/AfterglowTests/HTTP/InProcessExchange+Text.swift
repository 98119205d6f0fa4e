import Afterglow
import HTTPTypes

extension InProcessExchange {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}
