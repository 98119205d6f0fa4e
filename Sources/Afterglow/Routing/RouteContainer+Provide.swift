extension RouteContainer {
  /// Provides a value that is built once for the application and used by all requests.
  ///
  ///     app.provide(Database.self) {
  ///       try await Database.open(path: "accounts.sqlite")
  ///     } dispose: { database in
  ///       await database.close()
  ///     }
  ///
  /// A handler takes it as an ``Inject`` parameter, or by its type alone if that is ``Injectable``; all that has the request can
  /// ask it with ``Request/dependency(_:)``. It is built at the start, in each process, before the `onStartup`
  /// actions, and disposed of after the `onShutdown` actions. If several levels around a route provide a type, the
  /// innermost counts; of several on one level, the last.
  ///
  /// - Parameters:
  ///   - type: the type under which it is asked for; may be a protocol's, `(any Mailer).self`.
  ///   - build: builds it. If it throws, the application doesn't start and says why.
  ///   - dispose: ends it; nothing by default.
  public func provide<Value: Sendable>(
    _ type: Value.Type,
    _ build: @escaping @Sendable () async throws -> Value,
    dispose: (@Sendable (Value) async throws -> Void)? = nil
  ) {
    provide(type, { _ in try await build() }, dispose: dispose)
  }

  /// Provides a value that is built once for the application, of others that are.
  ///
  ///     app.provide(AccountStore.self) { dependencies in
  ///       AccountStore(database: try await dependencies[Database.self])
  ///     }
  ///
  /// - Parameters:
  ///   - type: the type under which it is asked for.
  ///   - build: builds it. If it throws, the application doesn't start and says why.
  ///   - dispose: ends it, before what it was built of; nothing by default.
  public func provide<Value: Sendable>(
    _ type: Value.Type,
    _ build: @escaping @Sendable (ApplicationDependencies) async throws -> Value,
    dispose: (@Sendable (Value) async throws -> Void)? = nil
  ) {
    let provider = DependencyProvider(
      of: type, .perApplication({ try await build($0) }), dispose: dispose)
    declarations.change { $0.dependencies[ObjectIdentifier(type)] = provider }
  }

  /// Provides a value that is built for each request that asks for it, once.
  ///
  ///     app.providePerRequest(Transaction.self) { request in
  ///       try await request.dependency(Database.self).begin()
  ///     } dispose: { transaction in
  ///       await transaction.end()
  ///     }
  ///
  /// It is disposed of when the request's background tasks have run, so that they can still use it.
  ///
  /// - Parameters:
  ///   - type: the type under which it is asked for.
  ///   - build: builds it. What it throws is the handler's error: an ``HTTPError`` answers the request.
  ///   - dispose: ends it, before what it was built of; nothing by default. What it throws is logged.
  public func providePerRequest<Value: Sendable>(
    _ type: Value.Type,
    _ build: @escaping @Sendable (Request) async throws -> Value,
    dispose: (@Sendable (Value) async throws -> Void)? = nil
  ) {
    let provider = DependencyProvider(of: type, .perRequest({ try await build($0) }), dispose: dispose)
    declarations.change { $0.dependencies[ObjectIdentifier(type)] = provider }
  }
}
