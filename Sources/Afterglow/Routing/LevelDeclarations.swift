import Logging
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

  /// Whether the application has started, so that nothing more can be declared.
  var isClosed: Bool { state.withLock { $0.isClosed } }

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

/// The declarations of one level: an ``Application``, an ``Include``, or a single route.
struct RouteLevel: Sendable {
  var middleware: [any Middleware] = []
  var errorHandlers = ErrorHandlers()
  var background = BackgroundTasks()
  var dependencies: [ObjectIdentifier: DependencyProvider] = [:]
}

/// The middleware of one level and the responder behind it.
///
/// Errors are answered by the error handlers of this level.
struct LevelResponder: HTTPResponder {
  let responder: any HTTPResponder

  /// The error handlers of this level and of the levels around it.
  let errorHandlers: ErrorHandlers

  func respond(to request: Request) async -> Response {
    do {
      return try await responder.respond(to: request)
    } catch {
      request.giveUpHandlersTasks()
      return await errorHandlers.completeResponse(to: error, of: request)
    }
  }
}

extension Request {
  /// Removes the handler's background tasks, because middleware threw and its response is discarded.
  func giveUpHandlersTasks() {
    let givenUp = background.giveUpHandler()
    guard !givenUp.isEmpty else { return }
    logger.notice(
      "Background tasks do not run because middleware threw.",
      metadata: ["tasks": .array(givenUp.map { "\($0)" })])
  }
}
