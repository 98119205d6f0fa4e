import Logging
import Synchronization

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

  func end(logger: Logger) async {
    await state.withLock { $0.store }?.dispose(logger: logger)
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
