/// A group of routes below a common prefix, with its own middleware, error handlers, dependencies and background tasks.
///
///     let accounts = Include("/accounts", middleware: [RequireUser()]) { accounts in
///       accounts.get("/{id}") { (id: Int) in … }
///       accounts.onError(AccountLocked.self) { _, _ in HTTPResponse.Status.locked }
///     }
///     app.add(accounts)
///
/// Includes nest. The declarations of an include apply to its routes and to the includes in it. They come between the
/// declarations of the outer levels and those of the route:
///
/// - Middleware runs inside the application's, once a route of the include has matched, also for an automatic answer to
///   OPTIONS. A path without a route passes through the application's middleware only.
/// - An error is offered to the error handlers of the innermost level first.
/// - Background tasks run after each response that a handler of the include has returned, before the handler's own.
public final class Include: RouteContainer {
  /// The prefix of the routes' paths: empty, or with a slash at its beginning and none at its end.
  public let prefix: String

  /// The declarations of this level.
  public let declarations: LevelDeclarations

  /// Creates a group of routes below a prefix.
  ///
  /// - Parameters:
  ///   - prefix: the prefix of the routes' paths, such as `/accounts`; empty by default. It may have `{name}` segments,
  ///     which come before those of the routes.
  ///   - middleware: the middleware of this level, outermost first; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of a handler of the
  ///     include; `nil` by default.
  ///   - routes: routes that were created separately; none by default.
  ///   - declare: a closure that declares routes. More can be declared later.
  public init(
    _ prefix: String = "",
    middleware: [any Middleware] = [],
    background: (any BackgroundWork)? = nil,
    routes: [Gateway] = [],
    _ declare: (Include) -> Void = { _ in }
  ) {
    self.prefix = prefix
    declarations = LevelDeclarations(background: background)
    for middleware in middleware { add(middleware: middleware) }
    for route in routes { add(route) }
    declare(self)
  }
}
