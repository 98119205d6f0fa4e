import FastCGI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a service is doing and has done: all of its processes.
public struct ServiceStatus: Codable, Equatable, Sendable {
  /// When this was put together.
  public var takenAt: Date

  /// What the process manager says; `nil` if the process runs without one.
  public var manager: ManagerStatus?

  /// The processes, the oldest first.
  public var processes: [ProcessReport]
}

/// What one process says of itself.
public struct ProcessReport: Codable, Equatable, Sendable {
  /// What its server and workers are doing.
  public var process: ProcessStatus

  /// What the application has done in it.
  public var application: ApplicationStatus

  /// Whether it has not been heard of for 5 seconds, although processes report every second: it hangs, is stopped, or
  /// can't write.
  public var isStale: Bool

  /// The age, in seconds, from which on a report is stale.
  static let staleAge = 5.0

  func judged(at now: Date) -> ProcessReport {
    var report = self
    report.isStale = now.timeIntervalSince(process.takenAt) > Self.staleAge
    return report
  }
}
