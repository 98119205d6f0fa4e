/// Functions for text in HTML.
public enum HTMLText {
  /// Escapes the characters of markup, for content and for quoted attributes (HTML, section 13.1.2).
  ///
  ///     Response.html("<p>Hello, \(HTMLText.escape(name))!</p>")
  ///
  /// Escaping is not sufficient within scripts, styles and unquoted attributes. It does not check where a link leads.
  public static func escape(_ text: String) -> String {
    guard text.utf8.contains(where: { isMarkup($0) }) else { return text }
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count + 16)
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  private static func isMarkup(_ byte: UInt8) -> Bool { "&<>\"'".utf8.contains(byte) }
}
