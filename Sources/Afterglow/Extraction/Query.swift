/// The query, decoded into a type of your own and checked against its rules.
///
///     struct Page: Decodable {
///       var number: Int
///       var size: Int?
///     }
///
///     app.get("/users") { (page: Query<Page>) in
///       list(from: page.number * (page.size ?? 20), …)
///     }
///
/// The client gets a single 400 that lists every value that is missing, mistyped or against a rule. Names that the type
/// does not have are ignored.
///
/// - An array's elements repeat one name: `tag=a&tag=b`.
/// - Nested values have names with brackets: `items[0][price]=1`.
/// - An optional is `nil` if its name is missing and, unless it is text, if its value is empty.
/// - Booleans are `true` or `false`, `1` or `0`, `on` or `off`, `yes` or `no`.
/// - Dates are days (`2026-11-23`) or times with their offset from UTC (`2026-11-23T05:00:00Z`).
///
/// A query has at most 1,000 fields, with names nested at most 16 deep. Names are compared by their code points. A name
/// or value with more than 30 combining marks in a row is a 400.
@dynamicMemberLookup
public struct Query<Value: Decodable & Sendable>: RequestExtractable {
  /// The value.
  public let value: Value

  /// Creates a query from a value, to call a handler without a request.
  public init(_ value: Value) {
    self.value = value
  }

  /// Decodes the query.
  ///
  /// - Throws: `ValidationError` with every value that is missing, mistyped or against a rule; ``HTTPError`` 400 for
  ///   a malformed query.
  public static func extract(from context: inout ExtractionContext) throws -> Query {
    Query(try FormContent.decode(Value.self, fromQueryOf: context.request))
  }

  /// Decodes the query, or returns `nil` if it is empty.
  ///
  /// - Throws: the errors of ``extract(from:)``.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Query? {
    context.request.query.isEmpty ? nil : try extract(from: &context)
  }

  /// Returns a property of the value.
  public subscript<Member>(dynamicMember property: KeyPath<Value, Member>) -> Member {
    value[keyPath: property]
  }
}
