#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The status of a ``ProcessManager`` and its processes.
public struct ManagerStatus: Codable, Equatable, Sendable {
  /// The system's id of the manager's process.
  public var processIdentifier: Int32

  /// The time at which the manager began.
  public var startedAt: Date

  /// The number of processes that the manager keeps running.
  public var processes: Int

  /// The number of processes started as replacements since the manager began.
  ///
  /// A process is replaced when it dies, when it has served `maxRequests`, or on SIGHUP.
  public var restarts: Int

  /// Creates a status.
  public init(processIdentifier: Int32, startedAt: Date, processes: Int, restarts: Int) {
    self.processIdentifier = processIdentifier
    self.startedAt = startedAt
    self.processes = processes
    self.restarts = restarts
  }
}
