/// The declarations of one level: an ``Application``, an ``Include``, or a single route.
struct RouteLevel: Sendable {
  var middleware: [any Middleware] = []
  var errorHandlers = ErrorHandlers()
  var background = BackgroundTasks()
  var dependencies: [ObjectIdentifier: DependencyProvider] = [:]
}
