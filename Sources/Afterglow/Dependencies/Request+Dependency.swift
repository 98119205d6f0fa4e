extension Request {
  /// Asks for a value that the application, or an include around the route, provides.
  ///
  /// Before a route has been found, so in an application's middleware on the way in, it is the application's.
  ///
  /// - Parameter type: the type under which it is provided.
  /// - Returns: the value, which is built if it isn't yet.
  /// - Throws: ``DependencyError`` if nothing provides it, or if values need each other; what the closure that builds
  ///   it throws.
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
  /// Whether anything provides values of that type here.
  func provides(_ type: Any.Type) -> Bool {
    dependencies?.table.provider(of: ObjectIdentifier(type)) != nil
  }
}
