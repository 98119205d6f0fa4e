/// A handler's parameter for a provided value.
///
///     app.get("/accounts/{id}") { (id: Int, database: Inject<Database>) in
///       try await database.value.account(id)
///     }
///
/// The application checks before its start that a level around the route provides the type. An `Inject<Database>?` is
/// optional: it is `nil` if no level does.
public struct Inject<Value: Sendable>: RequestExtractable, DependencyExtractable {
  /// The provided value; see ``RouteContainer/provide(_:_:dispose:)-(_,()->Value,_)``.
  public let value: Value

  static var injectedType: (id: ObjectIdentifier, name: String) {
    (ObjectIdentifier(Value.self), "\(Value.self)")
  }

  /// Returns the value provided for this request.
  ///
  /// - Throws: the errors of ``Request/dependency(_:)``.
  public static func extract(from context: inout ExtractionContext) async throws -> Inject {
    Inject(value: try await context.request.dependency(Value.self))
  }

  /// Returns the value provided for this request, or `nil` if no level provides one.
  ///
  /// - Throws: the errors of ``Request/dependency(_:)``.
  public static func extractIfPresent(from context: inout ExtractionContext) async throws -> Inject? {
    context.request.provides(Value.self) ? try await extract(from: &context) : nil
  }
}

/// A type whose provided value a handler takes as a parameter directly, without ``Inject``.
///
///     struct Database: Injectable { … }
///
///     app.get("/accounts/{id}") { (id: Int, database: Database) in
///       try await database.account(id)
///     }
public protocol Injectable: RequestExtractable {}

extension Injectable {
  /// Returns the value provided for this request.
  ///
  /// - Throws: the errors of ``Request/dependency(_:)``.
  public static func extract(from context: inout ExtractionContext) async throws -> Self {
    try await context.request.dependency(Self.self)
  }

  /// Returns the value provided for this request, or `nil` if no level provides one.
  ///
  /// - Throws: the errors of ``Request/dependency(_:)``.
  public static func extractIfPresent(from context: inout ExtractionContext) async throws -> Self? {
    context.request.provides(Self.self) ? try await extract(from: &context) : nil
  }
}

/// An extractor of a provided value.
protocol DependencyExtractable {
  static var injectedType: (id: ObjectIdentifier, name: String) { get }
}

/// A handler's parameter for a provided value.
struct InjectedParameter: Sendable {
  let id: ObjectIdentifier
  let name: String

  /// - Returns: `nil` if the extractor takes its value from the request itself.
  init?(_ extractor: any RequestExtractable.Type) {
    if let extractor = extractor as? any DependencyExtractable.Type {
      (id, name) = extractor.injectedType
    } else if extractor is any Injectable.Type {
      (id, name) = (ObjectIdentifier(extractor), "\(extractor)")
    } else {
      return nil
    }
  }
}
