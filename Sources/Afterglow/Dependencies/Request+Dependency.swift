import Logging

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
    guard let table = head.dependencies, let (provider, depth) = table.provider(of: ObjectIdentifier(type))
    else {
      throw DependencyError.notProvided(type: "\(type)")
    }
    let value: any Sendable =
      switch provider.build {
      case .perApplication: try await table.applicationValue(of: provider, at: depth)
      case .perRequest(let build):
        try await head.dependencyStore.value(of: provider) { try await build(self) }
      }
    guard let value = value as? Value else { throw DependencyError.notProvided(type: "\(type)") }
    return value
  }
}

extension Request {
  /// Whether anything provides values of that type here.
  func provides(_ type: Any.Type) -> Bool {
    head.dependencies?.provider(of: ObjectIdentifier(type)) != nil
  }
}

extension ApplicationService {
  /// Disposes of what was built for a request.
  func disposeOfDependencies(of observed: ObservedRequest) async {
    guard hasDependencies, let store = observed.head?.usedDependencyStore else { return }
    var logger = logger
    logger[metadataKey: "request-id"] = "\(observed.id)"
    await store.dispose(logger: logger)
  }
}
