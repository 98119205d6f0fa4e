import HTTPTypes

/// Where routes are declared: an ``Application`` or an ``Include``.
///
/// A handler is any closure or function, synchronous or asynchronous, whose parameters are ``RequestExtractable`` and
/// whose result is ``ResponseConvertible``. What does not fit together is found before the server starts; see
/// ``RouteDeclarationError``.
public protocol RouteContainer: Sendable {
  /// What has been declared.
  var declarations: LevelDeclarations { get }
}

extension RouteContainer {
  /// Adds a route that was declared apart.
  public func add(_ route: Gateway) {
    declarations.add(route)
  }

  /// Adds routes below a prefix.
  public func add(_ include: Include) {
    declarations.add(include)
  }

  /// Declares routes below a prefix.
  ///
  ///     app.include("/accounts") { accounts in
  ///       accounts.get("/{id}") { (id: Int) in … }
  ///     }
  ///
  /// - Parameters:
  ///   - prefix: what the paths of its routes begin with.
  ///   - middleware: the middleware of this level, outermost first; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of a handler within; nothing
  ///     by default.
  ///   - declare: declares the routes.
  public func include(
    _ prefix: String,
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    _ declare: (Include) -> Void
  ) {
    add(Include(prefix, middleware: middleware, background: background, declare))
  }

  /// Adds middleware.
  ///
  /// What is added first is outermost: it sees the request first and the response last. An application's middleware sees
  /// every request, an include's those for which one of its routes was found.
  public func add(middleware: any Middleware) {
    declarations.change { $0.middleware.append(middleware) }
  }

  /// Answers errors of one type.
  ///
  /// Its response's background tasks run; those of the handler that threw do not.
  ///
  /// - Parameters:
  ///   - type: the errors: a type, a protocol (`(any DomainError).self`), or `(any Error).self` for all. Of several
  ///     handlers that fit, the innermost level's is asked; on one level that of the error's own type before that of a
  ///     superclass or protocol, and the one for all last; of two for the same the one added last.
  ///   - handler: makes the response; a status of its own, or 500. It may throw an ``HTTPError`` instead; of what else it
  ///     throws the client is told 500, and the log what it was.
  public func onError<Failure, Output: ResponseConvertible>(
    _ type: Failure.Type,
    _ handler: @escaping @Sendable (Failure, Request) async throws -> Output
  ) {
    declarations.change {
      $0.errorHandlers.add(
        ErrorHandler { (failure: Failure, request) in try await handler(failure, request) })
    }
  }
}
