import Synchronization

/// How many workers serve this process's requests, for what takes a share of them.
package enum ServingWorkers {
  private static let number = Atomic(ApplicationConfiguration().workers)

  /// The number of workers; before the process serves, the default of `--workers`.
  package static var count: Int {
    get { number.load(ordering: .relaxed) }
    set { number.store(newValue, ordering: .relaxed) }
  }
}
