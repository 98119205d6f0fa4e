/// The query's `name=value` pairs, as HTML forms write them (`application/x-www-form-urlencoded`, WHATWG URL
/// section 5.1): percent-encoded, with `+` for a space.
///
/// Pairs that can't be decoded are left out.
public struct QueryParameters: Sendable {
  private var pairs: [(name: String, value: String)] = []

  /// Reads a query; without its question mark.
  init(_ query: String) {
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
        continue
      }
      pairs.append((name, value))
    }
  }

  private static func decode(_ text: Substring) -> String? {
    PercentEncoding.decoding(text.contains("+") ? text.replacing("+", with: " ")[...] : text)
  }

  /// The first value with that name, or `nil` if there is none.
  public subscript(name: String) -> String? {
    pairs.first { $0.name == name }?.value
  }

  /// Every value with that name, in order.
  public func values(of name: String) -> [String] {
    pairs.filter { $0.name == name }.map(\.value)
  }
}

extension Request {
  /// The query's `name=value` pairs.
  public var queryParameters: QueryParameters { QueryParameters(query) }
}
