/// Something that runs beside the server for as long as it serves: a connection pool, the consumer of a queue.
///
/// The product `AfterglowServiceLifecycle` makes one of each `ServiceLifecycle.Service`.
public protocol Companion: Sendable {
  /// What messages call it.
  var name: String { get }

  /// Runs until ``stop()`` is called.
  ///
  /// If it throws or returns before, the application stops, with an exit code that is not 0.
  func run() async throws

  /// Asks it to end: ``run()`` returns soon.
  func stop() async
}

/// A companion ended before the application did.
public struct CompanionError: Error, CustomStringConvertible {
  /// What it is called.
  public let name: String

  /// What it threw, if it did.
  public let reason: (any Error)?

  /// What ended, and why.
  public var description: String {
    if let reason { return "\(name), which runs beside the server, failed: \(reason)" }
    return
      "\(name), which runs beside the server, ended before the server did; it has to run until it is stopped"
  }
}
