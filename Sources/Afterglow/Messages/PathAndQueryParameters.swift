/// The values of a path's `{name}` segments.
public struct PathParameters: Sendable {
  private var names: [String] = []
  private var values: [String] = []

  init() {}

  init(names: [String], values: [String]) {
    self.names = names
    self.values = values
  }

  /// Returns the percent-decoded value of the segment with this name, or `nil` if the route has no such segment.
  public subscript(name: String) -> String? {
    names.firstIndex(of: name).map { values[$0] }
  }

  /// The number of values.
  public var count: Int { names.count }

  subscript(position: Int) -> (name: String, value: String) { (names[position], values[position]) }
}

/// The `name=value` pairs of a query, as HTML forms write them: percent-encoded, with `+` for a space
/// (`application/x-www-form-urlencoded`, WHATWG URL section 5.1).
///
/// Pairs that can't be decoded are left out. To decode the query into a type of your own, use ``Query``, which refuses
/// such pairs.
public struct QueryParameters: Sendable {
  private let query: String

  /// Creates the pairs from a query without its question mark.
  init(_ query: String) {
    self.query = query
  }

  /// Returns the first value with this name, or `nil` if there is none.
  public subscript(name: String) -> String? {
    FormPairs(query).firstValue(named: name)
  }

  /// Returns all values with this name, in the order of the query.
  public func values(of name: String) -> [String] {
    FormPairs(query).values(named: name)
  }
}

extension Request {
  /// The `name=value` pairs of the query.
  public var queryParameters: QueryParameters { QueryParameters(query) }
}
