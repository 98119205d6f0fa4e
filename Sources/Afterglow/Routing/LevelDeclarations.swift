import Synchronization

/// Where a ``RouteContainer`` keeps what is declared on it.
public final class LevelDeclarations: Sendable {
  private enum Entry {
    case route(RouteDeclaration)
    case include(Include)
  }

  private struct State {
    var level = RouteLevel()
    var entries: [Entry] = []
  }

  private let state = Mutex(State())

  init(background: (any BackgroundWork)? = nil) {
    state.withLock { $0.level.background = background?.backgroundTasks ?? [] }
  }

  var level: RouteLevel { state.withLock { $0.level } }

  func change(_ body: @Sendable (inout RouteLevel) -> Void) {
    state.withLock { body(&$0.level) }
  }

  func add(_ route: RouteDeclaration) {
    state.withLock { $0.entries.append(.route(route)) }
  }

  func add(_ include: Include) {
    state.withLock { $0.entries.append(.include(include)) }
  }

  /// The routes of this level and those below, each with its whole path and the levels around it.
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
