/// What is provided per application, for the closure that builds another such value.
///
///     app.provide(AccountStore.self) { dependencies in
///       AccountStore(database: try await dependencies[Database.self])
///     }
public struct ApplicationDependencies: Sendable {
  let table: DependencyTable?
  let depth: Int

  /// The value of that type, which is built if it isn't yet.
  ///
  /// - Throws: ``DependencyError`` if the level of the closure, and those around it, provide none per application, or if
  ///   values need each other; what the closure that builds it throws.
  public subscript<Value: Sendable>(type: Value.Type) -> Value {
    get async throws {
      guard let table, let (provider, depth) = table.provider(of: ObjectIdentifier(type), atMost: depth),
        let value = try await table.applicationValue(of: provider, at: depth) as? Value
      else { throw DependencyError.notProvided(type: "\(type)") }
      return value
    }
  }
}
