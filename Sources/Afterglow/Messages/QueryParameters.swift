/// The query's `name=value` pairs, as HTML forms write them (`application/x-www-form-urlencoded`, WHATWG URL
/// section 5.1): percent-encoded, with `+` for a space.
///
/// Pairs that can't be decoded are left out. A type of yours is had of them with ``Query``, which refuses them.
public struct QueryParameters: Sendable {
  private let query: String

  /// The pairs of a query; without its question mark.
  init(_ query: String) {
    self.query = query
  }

  /// The first value with that name, or `nil` if there is none.
  public subscript(name: String) -> String? {
    FormPairs(query).firstValue(named: name)
  }

  /// Every value with that name, in order.
  public func values(of name: String) -> [String] {
    FormPairs(query).values(named: name)
  }
}

extension Request {
  /// The query's `name=value` pairs.
  public var queryParameters: QueryParameters { QueryParameters(query) }
}
