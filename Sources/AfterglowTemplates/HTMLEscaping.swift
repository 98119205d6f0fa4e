import Afterglow
import Mustache

/// HTML escaping for the values in templates.
///
/// It replaces swift-mustache's own escaping, which works on `Character`s: a quotation mark followed by a combining
/// character is another `Character` there and stays unescaped, but a browser ends an attribute at it.
struct HTMLEscaping: MustacheContentType {
  /// The name of swift-mustache's own escaping, so that no template can use that one.
  static let name = "HTML"

  /// Registers the escaping with the parser.
  static func register() { MustacheContentTypes.register(HTMLEscaping(), named: name) }

  func escapeText(_ text: String) -> String { HTMLText.escape(text) }
}
