import Logging
import Synchronization

/// The dependencies of one request: which there are at the place that it has come to, and those built for it.
final class DependencyScope: RequestScope {
  private struct State {
    var table: DependencyTable
    var store: DependencyStore?
  }

  private let state: Mutex<State>

  init(_ table: DependencyTable) {
    state = Mutex(State(table: table))
  }

  /// The providers of the levels around the place that the request has come to.
  var table: DependencyTable {
    get { state.withLock { $0.table } }
    set { state.withLock { $0.table = newValue } }
  }

  /// The values that are built for the request.
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

  /// The request has come to where these dependencies are provided.
  func enterScope(of table: DependencyTable?) {
    guard let table else { return }
    if let dependencies { dependencies.table = table } else { head.scope = DependencyScope(table) }
  }
}
