import Afterglow
import Mustache

/// Escapes what templates fill in.
///
/// In the place of swift-mustache's own escaping, which goes by `Character`: it takes a quotation mark with a combining
/// character behind it for another character and leaves it, and a browser ends an attribute there.
struct HTMLEscaping: MustacheContentType {
  /// The name of what it takes the place of, so that no template comes by the other.
  static let name = "HTML"

  /// Makes it known to the parser.
  static func register() { MustacheContentTypes.register(HTMLEscaping(), named: name) }

  func escapeText(_ text: String) -> String { HTMLText.escape(text) }
}
