/// Texts within HTML.
public enum HTMLText {
  /// Escapes what would be taken for markup, in content as well as in quoted attributes (HTML, section 13.1.2).
  ///
  ///     Response.html("<p>Hello, \(HTMLText.escape(name))!</p>")
  ///
  /// Within scripts, styles and attributes without quotation marks it is not enough, and it does not look at where an
  /// address leads.
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
