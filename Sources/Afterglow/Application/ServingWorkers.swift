import Synchronization

/// The number of workers of this process, for code that gives each worker a share of something.
package enum ServingWorkers {
  private static let number = Atomic(ApplicationConfiguration().workers)

  /// The number of workers; before the process serves, the default of `--workers`.
  package static var count: Int {
    get { number.load(ordering: .relaxed) }
    set { number.store(newValue, ordering: .relaxed) }
  }
}
