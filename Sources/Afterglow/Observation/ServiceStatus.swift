import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The status of a service with all of its processes.
public struct ServiceStatus: Codable, Equatable, Sendable {
  /// The time at which the status was put together.
  public var takenAt: Date

  /// The status of the process manager; `nil` without one.
  public var manager: ManagerStatus?

  /// The reports of the processes, the oldest process first.
  public var processes: [ProcessReport]
}

/// The report of one process about itself.
public struct ProcessReport: Codable, Equatable, Sendable {
  /// The status of its server and workers.
  public var process: ProcessStatus

  /// The counts of the application in it.
  public var application: ApplicationStatus

  /// Whether the report is more than 5 seconds old, although processes report every second: the process hangs, is
  /// stopped, or can't write.
  public var isStale: Bool

  /// The age in seconds above which a report is stale.
  static let staleAge = 5.0

  func judged(at now: Date) -> ProcessReport {
    var report = self
    report.isStale = now.timeIntervalSince(process.takenAt) > Self.staleAge
    return report
  }
}
