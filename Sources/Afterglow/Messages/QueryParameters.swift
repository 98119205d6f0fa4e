/// The query's `name=value` pairs, as HTML forms write them (`application/x-www-form-urlencoded`, WHATWG URL
/// section 5.1): percent-encoded, with `+` for a space.
///
/// Pairs that can't be decoded are left out. A type of yours is had of them with ``Query``, which refuses them.
public struct QueryParameters: Sendable {
  private var pairs: [(name: String, value: String)] = []

  /// Reads a query; without its question mark.
  init(_ query: String) {
    for pair in FormPairs(query) {
      if let pair { pairs.append(pair) }
    }
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
