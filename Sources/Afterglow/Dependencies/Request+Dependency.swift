extension Request {
  /// Returns a value that the application, or an include around the route, provides.
  ///
  /// Before a route has been found, thus in an application's middleware on the way in, only the application's values
  /// are available.
  ///
  /// - Parameter type: the type that the value is provided by.
  /// - Returns: the value, which is built on first use.
  /// - Throws: ``DependencyError`` if no level provides the value, if values depend on each other in a cycle, or if
  ///   they have been disposed of; an error of the closure that builds the value.
  public func dependency<Value: Sendable>(_ type: Value.Type) async throws -> Value {
    guard let scope = dependencies, let (provider, depth) = scope.table.provider(of: ObjectIdentifier(type))
    else {
      throw DependencyError.notProvided(type: "\(type)")
    }
    let value: any Sendable =
      switch provider.build {
      case .perApplication: try await scope.table.applicationValue(of: provider, at: depth)
      case .perRequest(let build):
        try await scope.store.value(of: provider) { try await build(self) }
      }
    guard let value = value as? Value else { throw DependencyError.notProvided(type: "\(type)") }
    return value
  }
}

extension Request {
  /// Whether a level provides values of a type for this request.
  func provides(_ type: Any.Type) -> Bool {
    dependencies?.table.provider(of: ObjectIdentifier(type)) != nil
  }
}
