import Logging
import Synchronization

extension Request {
  /// Returns a value that the application, or an include around the route, provides.
  ///
  /// Before a route has been found, thus in an application's middleware on the way in, only the application's values
  /// are available.
  ///
  /// - Parameter type: the type that the value is provided by.
  /// - Returns: the value, which is built on first use.
  /// - Throws: ``DependencyError`` if no level provides the value, if values depend on each other in a cycle, or if
  ///   they have been disposed of; an error of the closure that builds the value.
  public func dependency<Value: Sendable>(_ type: Value.Type) async throws -> Value {
    guard let scope = dependencies, let (provider, depth) = scope.table.provider(of: ObjectIdentifier(type))
    else {
      throw DependencyError.notProvided(type: "\(type)")
    }
    let value: any Sendable =
      switch provider.build {
      case .perApplication: try await scope.table.applicationValue(of: provider, at: depth)
      case .perRequest(let build):
        try await scope.store.value(of: provider) { try await build(self) }
      }
    guard let value = value as? Value else { throw DependencyError.notProvided(type: "\(type)") }
    return value
  }
}

extension Request {
  /// Whether a level provides values of a type for this request.
  func provides(_ type: Any.Type) -> Bool {
    dependencies?.table.provider(of: ObjectIdentifier(type)) != nil
  }
}

/// The dependencies of one request: those provided at its current place, and the values built for it.
final class DependencyScope: RequestScope {
  private struct State {
    var table: DependencyTable
    var store: DependencyStore?
  }

  private let state: Mutex<State>

  init(_ table: DependencyTable) {
    state = Mutex(State(table: table))
  }

  /// The providers of the levels around the request's current place.
  var table: DependencyTable {
    get { state.withLock { $0.table } }
    set { state.withLock { $0.table = newValue } }
  }

  /// The values built for the request.
  var store: DependencyStore {
    state.withLock { state in
      let store = state.store ?? DependencyStore()
      state.store = store
      return store
    }
  }

  func end(in context: RequestContext) async {
    await state.withLock { $0.store }?.dispose(logger: context.logger)
  }
}

extension Request {
  var dependencies: DependencyScope? { head.scope as? DependencyScope }

  /// Makes the dependencies of the matching route available to the request.
  func enterScope(of table: DependencyTable?) {
    guard let table else { return }
    if let dependencies { dependencies.table = table } else { head.scope = DependencyScope(table) }
  }
}
