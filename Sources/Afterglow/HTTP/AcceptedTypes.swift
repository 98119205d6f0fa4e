/// The client's preference between an HTML page, as browsers have, and JSON.
struct AcceptedTypes {
  /// Whether the client names HTML in its `Accept` field, with a higher weight than JSON.
  ///
  /// `*/*` does not count: it is sent by programs that accept anything.
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
