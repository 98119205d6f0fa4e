/// The dependencies of a route: the providers of the levels around it, outermost first.
struct DependencyTable: Sendable {
  /// The store of the values built per application.
  let applicationStore: DependencyStore

  private let levels: [[ObjectIdentifier: DependencyProvider]]

  /// Creates a table; `nil` if nothing is provided.
  ///
  /// - Parameters:
  ///   - levels: the providers of each level by type, outermost level first.
  ///   - applicationStore: the store of the values built per application.
  init?(_ levels: [[ObjectIdentifier: DependencyProvider]], applicationStore: DependencyStore) {
    guard levels.contains(where: { !$0.isEmpty }) else { return nil }
    self.levels = levels
    self.applicationStore = applicationStore
  }

  /// Returns the provider of the innermost level that has one.
  ///
  /// - Parameters:
  ///   - type: the type of the value.
  ///   - depth: the innermost level to search; all levels by default.
  /// - Returns: the provider and the depth of its level; `nil` if there is none.
  func provider(
    of type: ObjectIdentifier, atMost depth: Int = .max
  ) -> (provider: DependencyProvider, depth: Int)? {
    for index in levels.indices.reversed() where index <= depth {
      if let provider = levels[index][type] { return (provider, index) }
    }
    return nil
  }

  /// Builds all values per application that have not been built yet.
  func buildApplicationValues() async throws {
    for (depth, level) in levels.enumerated() {
      // Sorting makes every start build in the same order.
      for provider in level.values.sorted(by: { $0.typeName < $1.typeName }) where provider.isPerApplication {
        _ = try await applicationValue(of: provider, at: depth)
      }
    }
  }

  /// Returns the value of a provider per application, and builds it on first use.
  ///
  /// The provider's closure can use the values of its own level and of the levels around it.
  func applicationValue(of provider: DependencyProvider, at depth: Int) async throws -> any Sendable {
    guard case .perApplication(let build) = provider.build else {
      throw DependencyError.perRequest(type: provider.typeName)
    }
    return try await applicationStore.value(of: provider) {
      try await build(ApplicationDependencies(table: self, depth: depth))
    }
  }
}

/// A provider of values of one type, built once for the application or once for each request.
///
/// It is a class because its identity is the key of its value: an inner level may provide the same type.
final class DependencyProvider: Sendable {
  enum Build: Sendable {
    case perApplication(@Sendable (ApplicationDependencies) async throws -> any Sendable)
    case perRequest(@Sendable (Request) async throws -> any Sendable)
  }

  let typeName: String
  let build: Build
  let dispose: @Sendable (any Sendable) async throws -> Void

  init<Value: Sendable>(
    of type: Value.Type, _ build: Build, dispose: (@Sendable (Value) async throws -> Void)?
  ) {
    typeName = "\(type)"
    self.build = build
    self.dispose = { value in
      if let value = value as? Value { try await dispose?(value) }
    }
  }

  var isPerApplication: Bool {
    if case .perApplication = build { true } else { false }
  }
}

/// The values provided per application, for a closure that builds another one from them.
///
///     app.provide(AccountStore.self) { dependencies in
///       AccountStore(database: try await dependencies[Database.self])
///     }
public struct ApplicationDependencies: Sendable {
  let table: DependencyTable?
  let depth: Int

  /// Returns the value of a type, and builds it on first use.
  ///
  /// - Throws: ``DependencyError`` if the closure's level and the levels around it provide no such value per
  ///   application, or if values depend on each other in a cycle; an error of the closure that builds the value.
  public subscript<Value: Sendable>(type: Value.Type) -> Value {
    get async throws {
      guard let table, let (provider, depth) = table.provider(of: ObjectIdentifier(type), atMost: depth),
        let value = try await table.applicationValue(of: provider, at: depth) as? Value
      else { throw DependencyError.notProvided(type: "\(type)") }
      return value
    }
  }
}
