import Synchronization

/// The declarations of a ``RouteContainer``: routes, includes, middleware, error handlers and dependencies.
public final class LevelDeclarations: Sendable {
  private enum Entry {
    case route(RouteDeclaration)
    case include(Include)
  }

  private struct State {
    var level = RouteLevel()
    var entries: [Entry] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  init(background: (any BackgroundWork)? = nil) {
    state.withLock { $0.level.background = background?.backgroundTasks ?? [] }
  }

  var level: RouteLevel { state.withLock { $0.level } }

  func change(_ body: @Sendable (inout RouteLevel) -> Void) {
    state.withLock { state in
      precondition(
        !state.isClosed, "Middleware, dependencies and error handlers are declared before the start.")
      body(&state.level)
    }
  }

  func add(_ route: RouteDeclaration) {
    state.withLock { state in
      precondition(
        !state.isClosed,
        "\(route.place): \(route.path) is declared after the start, when it can't be served any more.")
      state.entries.append(.route(route))
    }
  }

  func add(_ include: Include) {
    state.withLock { state in
      precondition(
        !state.isClosed,
        "The include of \(include.prefix) is added after the start, when it can't be served any more.")
      state.entries.append(.include(include))
    }
  }

  /// Closes this level and those below at the application's start; later declarations are refused.
  func close() {
    let entries = state.withLock { state in
      state.isClosed = true
      return state.entries
    }
    for case .include(let include) in entries { include.declarations.close() }
  }

  /// Returns the routes of this level and those below, each with its whole path and the levels around it.
  func routes(within levels: [RouteLevel]) -> [RouteDeclaration] {
    let (level, entries) = state.withLock { ($0.level, $0.entries) }
    let levels = levels + [level]
    return entries.flatMap { entry in
      switch entry {
      case .route(let route): [route.within(levels)]
      case .include(let include):
        include.declarations.routes(within: levels).map { $0.below(include.prefix) }
      }
    }
  }
}
