/// Something that runs beside the server for as long as it serves, such as a connection pool or a queue's consumer.
///
/// The product `AfterglowServiceLifecycle` makes a companion of any `ServiceLifecycle.Service`.
public protocol Companion: Sendable {
  /// The companion's name in messages.
  var name: String { get }

  /// Runs until ``stop()`` is called.
  ///
  /// If it throws or returns earlier, the application stops with exit code 70.
  func run() async throws

  /// Asks the companion to end, so that ``run()`` returns soon.
  func stop() async
}

/// The error of a companion that ended before the application did.
public struct CompanionError: Error, CustomStringConvertible {
  /// The companion's name.
  public let name: String

  /// The error that ``Companion/run()`` threw; `nil` if it returned.
  public let reason: (any Error)?

  /// A message with the companion's name and the reason.
  public var description: String {
    if let reason { return "\(name), which runs beside the server, failed: \(reason)" }
    return
      "\(name), which runs beside the server, ended before the server did; it has to run until it is stopped"
  }
}

/// The actions that an application runs before its first request and after its last one, and its companions.
struct LifecycleActions: Sendable {
  /// An action and its name in the log.
  struct Action: Sendable {
    let name: String
    let run: @Sendable (ApplicationDependencies) async throws -> Void
  }

  var startup: [Action] = []
  var shutdown: [Action] = []
  var companions: [any Companion] = []
}
