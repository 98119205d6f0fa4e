/// The query, decoded as a type of yours and checked against its rules.
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
/// Everything that is missing, mistyped or against a rule is one 400. An array's elements stand under one name repeatedly
/// (`tag=a&tag=b`), values inside values under names with brackets (`items[0][price]=1`). An optional is `nil` where its
/// name isn't there, and, unless it is text, where nothing stands behind the name. Booleans are `true` or `false`, `1` or
/// `0`, `on` or `off`, `yes` or `no`; dates are days
/// (`2026-11-23`) or times with their offset from UTC (`2026-11-23T05:00:00Z`). Other names are ignored.
///
/// There may be 1,000 fields, with names 16 deep. Names are compared by their code points. A name or value with more than 30
/// combining marks in a row is a 400.
@dynamicMemberLookup
public struct Query<Value: Decodable & Sendable>: RequestExtractable {
  /// The value.
  public let value: Value

  /// A query's value, for a handler that is called otherwise than by a request.
  public init(_ value: Value) {
    self.value = value
  }

  /// Decodes the query.
  ///
  /// - Throws: ``ValidationError`` with everything that is wrong; ``HTTPError`` 400 if the query is malformed.
  public static func extract(from context: inout ExtractionContext) throws -> Query {
    Query(try FormContent.decode(Value.self, fromQueryOf: context.request))
  }

  /// Decodes the query, if there is one.
  ///
  /// - Throws: as ``extract(from:)``.
  public static func extractIfPresent(from context: inout ExtractionContext) throws -> Query? {
    context.request.query.isEmpty ? nil : try extract(from: &context)
  }

  /// A property of the value.
  public subscript<Member>(dynamicMember property: KeyPath<Value, Member>) -> Member {
    value[keyPath: property]
  }
}
