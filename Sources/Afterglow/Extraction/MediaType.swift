/// A media type as it stands in `Content-Type` (RFC 9110, section 8.3.1), as far as bodies are told apart by it.
struct MediaType {
  /// `type/subtype`, in lower case.
  let essence: String
  private let charset: String?

  init?(_ text: String) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    essence = Self.trimmed(parts[0]).lowercased()
    guard essence.split(separator: "/", omittingEmptySubsequences: false).count == 2 else { return nil }
    charset = parts.dropFirst().lazy.compactMap(Self.charset(in:)).first
  }

  var isJSON: Bool { essence == "application/json" || essence.hasSuffix("+json") }

  /// Whether the text is in UTF-8, which is also so when nothing is said: RFC 8259, section 8.1.
  var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "utf8" }

  private static func charset(in parameter: Substring) -> String? {
    let pair = parameter.split(separator: "=", maxSplits: 1)
    guard pair.count == 2, trimmed(pair[0]).lowercased() == "charset" else { return nil }
    return trimmed(pair[1]).lowercased().replacing("\"", with: "")
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
