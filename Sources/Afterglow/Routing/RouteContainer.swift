import HTTPTypes

/// A place to declare routes: an ``Application`` or an ``Include``.
///
/// A handler is any closure or function, synchronous or asynchronous, whose parameters are ``RequestExtractable`` and
/// whose result is ``ResponseConvertible``. Contradictions between declarations are reported before the server starts;
/// see ``RouteDeclarationError``.
public protocol RouteContainer: Sendable {
  /// The declarations of this level.
  var declarations: LevelDeclarations { get }
}

extension RouteContainer {
  /// Adds a route that was created separately.
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
  ///   - prefix: the prefix of the routes' paths.
  ///   - middleware: the middleware of this level, outermost first; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of a handler of the
  ///     include; `nil` by default.
  ///   - declare: a closure that declares the routes.
  public func include(
    _ prefix: String,
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    _ declare: (Include) -> Void
  ) {
    add(Include(prefix, middleware: middleware, background: background, declare))
  }

  /// Adds middleware inside the middleware added before.
  ///
  /// The first middleware added is the outermost: it sees the request first and the response last. An application's
  /// middleware sees every request; an include's sees the requests that match one of its routes.
  public func add(middleware: any Middleware) {
    declarations.change { $0.middleware.append(middleware) }
  }

  /// Adds a handler for errors of one type.
  ///
  /// The background tasks of its response run; those of the handler that threw do not.
  ///
  /// If several error handlers fit an error, the innermost level's is called. On one level, the handler for the error's
  /// own type precedes that for a superclass or protocol, and the one for all errors comes last. Of two for the same
  /// type, the one added last counts.
  ///
  /// - Parameters:
  ///   - type: the type of the errors: a concrete type, a protocol (`(any DomainError).self`), or `(any Error).self`
  ///     for all.
  ///   - handler: a closure that returns the response, whose status is 500 by default. It may throw an ``HTTPError``
  ///     instead; any other error that it throws is logged, and the client gets a 500.
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
