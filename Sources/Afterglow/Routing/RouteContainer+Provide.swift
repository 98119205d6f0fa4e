extension RouteContainer {
  /// Provides a value that is built once per process and shared by all requests.
  ///
  ///     app.provide(Database.self) {
  ///       try await Database.open(path: "accounts.sqlite")
  ///     } dispose: { database in
  ///       await database.close()
  ///     }
  ///
  /// A handler takes the value as an ``Inject`` parameter, or directly if its type is ``Injectable``. Code that has the
  /// request gets it with ``Request/dependency(_:)``. Each process builds the value at the start, before the
  /// `onStartup` actions, and disposes of it after the `onShutdown` actions. If several levels around a route provide a
  /// type, the innermost one counts; on one level, the last one.
  ///
  /// - Parameters:
  ///   - type: the type to request the value by; it may be a protocol's, such as `(any Mailer).self`.
  ///   - build: a closure that builds the value. If it throws, the application reports the error and doesn't start.
  ///   - dispose: a closure that disposes of the value; `nil` by default.
  public func provide<Value: Sendable>(
    _ type: Value.Type,
    _ build: @escaping @Sendable () async throws -> Value,
    dispose: (@Sendable (Value) async throws -> Void)? = nil
  ) {
    provide(type, { _ in try await build() }, dispose: dispose)
  }

  /// Provides a value that is built once per process from other such values.
  ///
  ///     app.provide(AccountStore.self) { dependencies in
  ///       AccountStore(database: try await dependencies[Database.self])
  ///     }
  ///
  /// - Parameters:
  ///   - type: the type to request the value by.
  ///   - build: a closure that builds the value. If it throws, the application reports the error and doesn't start.
  ///   - dispose: a closure that disposes of the value, before the values it was built from; `nil` by default.
  public func provide<Value: Sendable>(
    _ type: Value.Type,
    _ build: @escaping @Sendable (ApplicationDependencies) async throws -> Value,
    dispose: (@Sendable (Value) async throws -> Void)? = nil
  ) {
    let provider = DependencyProvider(
      of: type, .perApplication({ try await build($0) }), dispose: dispose)
    declarations.change { $0.dependencies[ObjectIdentifier(type)] = provider }
  }

  /// Provides a value that is built once for each request that uses it.
  ///
  ///     app.providePerRequest(Transaction.self) { request in
  ///       try await request.dependency(Database.self).begin()
  ///     } dispose: { transaction in
  ///       await transaction.end()
  ///     }
  ///
  /// The value is disposed of after the request's background tasks, so that they can still use it.
  ///
  /// - Parameters:
  ///   - type: the type to request the value by.
  ///   - build: a closure that builds the value. If it throws, the error is treated as the handler's: an ``HTTPError``
  ///     answers the request.
  ///   - dispose: a closure that disposes of the value, before the values it was built from; `nil` by default. An error
  ///     that it throws is logged.
  public func providePerRequest<Value: Sendable>(
    _ type: Value.Type,
    _ build: @escaping @Sendable (Request) async throws -> Value,
    dispose: (@Sendable (Value) async throws -> Void)? = nil
  ) {
    let provider = DependencyProvider(of: type, .perRequest({ try await build($0) }), dispose: dispose)
    declarations.change { $0.dependencies[ObjectIdentifier(type)] = provider }
  }
}
