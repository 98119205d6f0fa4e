/// Routes below a common prefix, with middleware, error handlers, dependencies and background tasks of their own.
///
///     let accounts = Include("/accounts", middleware: [RequireUser()]) { accounts in
///       accounts.get("/{id}") { (id: Int) in … }
///       accounts.onError(AccountLocked.self) { _, _ in HTTPResponse.Status.locked }
///     }
///     app.add(accounts)
///
/// Includes nest. What belongs to one holds for its routes and those of the includes in it, between what belongs to the
/// levels around and what belongs to the route:
///
/// - Middleware runs once a route within has been found, inside the application's; a path that no route has gets the
///   application's alone. It runs for an automatic answer to OPTIONS too.
/// - An error is first offered to the error handlers of the innermost level.
/// - Background tasks run, before those of the handler, after each response that a handler within has returned.
public final class Include: RouteContainer {
  /// What the paths of its routes begin with; empty, or with a slash at its beginning and none at its end.
  public let prefix: String

  /// What has been declared in it.
  public let declarations: LevelDeclarations

  /// Routes below a prefix.
  ///
  /// - Parameters:
  ///   - prefix: what the paths of its routes begin with, such as `/accounts`; it may have `{name}` segments, which come
  ///     before those of the routes. Empty by default.
  ///   - middleware: the middleware of this level, outermost first; none by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after each response of a handler within; nothing
  ///     by default.
  ///   - routes: routes that were declared apart; none by default.
  ///   - declare: declares routes; they can also be declared later.
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
