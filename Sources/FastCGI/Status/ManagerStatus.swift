#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a ``ProcessManager`` knows of its processes.
public struct ManagerStatus: Codable, Equatable, Sendable {
  /// The system's id of the manager's process.
  public var processIdentifier: Int32

  /// When the manager began.
  public var startedAt: Date

  /// How many processes it keeps.
  public var processes: Int

  /// How many processes have been started in place of another since the manager began: one that died, that had served
  /// `maxRequests`, or that SIGHUP replaced.
  public var restarts: Int

  /// A status.
  public init(processIdentifier: Int32, startedAt: Date, processes: Int, restarts: Int) {
    self.processIdentifier = processIdentifier
    self.startedAt = startedAt
    self.processes = processes
    self.restarts = restarts
  }
}
