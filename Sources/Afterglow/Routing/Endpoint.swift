import HTTPTypes

/// A route that can be served: its handler with the levels around it.
struct Endpoint: Sendable {
  let declaration: RouteDeclaration
  let parameterNames: [String]

  /// The handler, inside the middleware of its levels.
  let responder: any HTTPResponder

  /// What is provided for it, if anything is.
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

  /// What answers in the handler's place, inside the same middleware.
  func levels(around innermost: any HTTPResponder) -> any HTTPResponder {
    Self.levels(of: declaration, around: innermost)
  }

  private static func levels(
    of declaration: RouteDeclaration, around innermost: any HTTPResponder
  ) -> any HTTPResponder {
    // The application's own middleware is around the router, since it also sees what has no route.
    let levels = declaration.levels
    return (1..<max(levels.count, 1)).reversed().reduce(innermost) { inner, depth in
      let middleware = levels[depth].middleware
      if middleware.isEmpty { return inner }
      return LevelResponder(
        responder: inner.wrapped(in: middleware), errorHandlers: errorHandlers(of: levels[...depth]))
    }
  }

  /// Those of the innermost level first.
  private static func errorHandlers(of levels: some Collection<RouteLevel>) -> ErrorHandlers {
    levels.reduce(ErrorHandlers()) { outer, level in level.errorHandlers.before(outer) }
  }
}
