/// A handler's parameter whose value is provided by type.
///
///     app.get("/accounts/{id}") { (id: Int, database: Inject<Database>) in
///       try await database.value.account(id)
///     }
///
/// That something around the route provides the type is checked before the application starts. An `Inject<Database>?` may
/// be provided or not.
public struct Inject<Value: Sendable>: RequestExtractable, DependencyExtractable {
  /// What is provided; see ``RouteContainer/provide(_:_:dispose:)-(_,()->Value,_)``.
  public let value: Value

  static var injectedType: (id: ObjectIdentifier, name: String) {
    (ObjectIdentifier(Value.self), "\(Value.self)")
  }

  /// The value that is provided for this request.
  ///
  /// - Throws: what ``Request/dependency(_:)`` throws.
  public static func extract(from context: inout ExtractionContext) async throws -> Inject {
    Inject(value: try await context.request.dependency(Value.self))
  }

  /// The value that is provided for this request, or `nil` if nothing provides one.
  ///
  /// - Throws: what ``Request/dependency(_:)`` throws.
  public static func extractIfPresent(from context: inout ExtractionContext) async throws -> Inject? {
    context.request.provides(Value.self) ? try await extract(from: &context) : nil
  }
}

/// A type whose provided value a handler takes as a parameter without more ado.
///
///     struct Database: Injectable { … }
///
///     app.get("/accounts/{id}") { (id: Int, database: Database) in
///       try await database.account(id)
///     }
public protocol Injectable: RequestExtractable {}

extension Injectable {
  /// The value that is provided for this request.
  ///
  /// - Throws: what ``Request/dependency(_:)`` throws.
  public static func extract(from context: inout ExtractionContext) async throws -> Self {
    try await context.request.dependency(Self.self)
  }

  /// The value that is provided for this request, or `nil` if nothing provides one.
  ///
  /// - Throws: what ``Request/dependency(_:)`` throws.
  public static func extractIfPresent(from context: inout ExtractionContext) async throws -> Self? {
    context.request.provides(Self.self) ? try await extract(from: &context) : nil
  }
}

/// An extractor whose value has to be provided.
protocol DependencyExtractable {
  static var injectedType: (id: ObjectIdentifier, name: String) { get }
}

/// A dependency that a handler takes.
struct InjectedParameter: Sendable {
  let id: ObjectIdentifier
  let name: String

  /// - Returns: `nil` for an extractor that takes its value from the request itself.
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
