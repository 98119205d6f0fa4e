import HTTPTypes

/// A route that can be served: its handler and the levels around it.
///
/// It is a class because the router returns one for every request: copying all of its parts would take longer than
/// finding it.
final class Endpoint: Sendable {
  let declaration: RouteDeclaration
  let parameterNames: [String]

  /// The handler inside the middleware of its levels.
  let responder: any HTTPResponder

  /// The dependencies provided for the route; `nil` if there are none.
  let dependencies: DependencyTable?

  init(_ declaration: RouteDeclaration, parameterNames: [String], dependencyStore: DependencyStore) {
    dependencies = DependencyTable(
      declaration.levels.map(\.dependencies), applicationStore: dependencyStore)
    self.declaration = declaration
    self.parameterNames = parameterNames
    responder = Self.levels(
      of: declaration,
      around: HandlerResponder(declaration, errorHandlers: Self.errorHandlers(of: declaration.levels)))
  }

  /// Returns a responder with the route's middleware around another one in place of the handler.
  func levels(around innermost: any HTTPResponder) -> any HTTPResponder {
    Self.levels(of: declaration, around: innermost)
  }

  private static func levels(
    of declaration: RouteDeclaration, around innermost: any HTTPResponder
  ) -> any HTTPResponder {
    // The application's own middleware (level 0) is around the router, because it also sees requests without a route.
    let levels = declaration.levels
    return (1..<max(levels.count, 1)).reversed().reduce(innermost) { inner, depth in
      let middleware = levels[depth].middleware
      if middleware.isEmpty { return inner }
      return LevelResponder(
        responder: inner.wrapped(in: middleware), errorHandlers: errorHandlers(of: levels[...depth]))
    }
  }

  /// Returns the error handlers of the levels, the innermost level's first.
  private static func errorHandlers(of levels: some Collection<RouteLevel>) -> ErrorHandlers {
    levels.reduce(ErrorHandlers()) { outer, level in level.errorHandlers.before(outer) }
  }
}
