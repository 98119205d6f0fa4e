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
