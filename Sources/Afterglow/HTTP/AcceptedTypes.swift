/// What a client would rather have: a page, as browsers do, or JSON.
struct AcceptedTypes {
  /// Whether the client asks for HTML by name, and doesn't ask for JSON as much.
  ///
  /// `*/*` names nothing: it is what programs send that take whatever comes.
  let preferHTML: Bool

  /// Reads the `Accept` field (RFC 9110, section 12.5.1).
  init(_ field: String?) {
    var weights: [String: Double] = [:]
    for range in (field ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { Self.trimmed($0).lowercased() }
      guard let type = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
      weights[type] = weight ?? 1
    }
    preferHTML = weights["text/html", default: 0] > weights["application/json", default: 0]
  }

  private static func trimmed(_ text: Substring) -> Substring {
    guard let first = text.firstIndex(where: { $0 != " " && $0 != "\t" }),
      let last = text.lastIndex(where: { $0 != " " && $0 != "\t" })
    else { return "" }
    return text[first...last]
  }
}
