/// What one level declares for the routes in it: an ``Application``, an ``Include``, or a route for itself.
struct RouteLevel: Sendable {
  var middleware: [any Middleware] = []
  var errorHandlers = ErrorHandlers()
  var background = BackgroundTasks()
  var dependencies: [ObjectIdentifier: DependencyProvider] = [:]
}
