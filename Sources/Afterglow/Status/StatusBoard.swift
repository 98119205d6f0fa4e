import FastCGI
import Logging
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// The source of an application's status: its own counters, its server's state, and the reports published by the
/// manager's other processes.
final class StatusBoard: Sendable {
  let counters = ApplicationCounters()

  private struct Sources {
    // Weak, since the server holds the routes, and a route holds the board.
    weak var server: FastCGIServer?
    var manager: ManagedProcess?
  }

  private let sources = Mutex(Sources())
  private let madeAt = Date.now
  private let hasReaders = Atomic(false)
  /// Locked while a report is published, so that the file never goes back in time.
  private let publishing = Mutex(())

  func serve(_ server: FastCGIServer, managedBy manager: ManagedProcess?) {
    sources.withLock { $0 = Sources(server: server, manager: manager) }
  }

  /// Notes that a page shows the status, so that the processes have to publish their reports.
  func addReader() {
    hasReaders.store(true, ordering: .relaxed)
  }

  /// The current report of this process.
  var ownReport: ProcessReport {
    // In process, for tests, there is no server.
    let process =
      sources.withLock({ $0.server })?.status
      ?? ProcessStatus(processIdentifier: getpid(), startedAt: madeAt, takenAt: .now)
    return ProcessReport(process: process, application: counters.status, isStale: false)
  }

  /// The current status with this process alone.
  var ownStatus: ServiceStatus {
    ServiceStatus(
      takenAt: .now, manager: sources.withLock { $0.manager }?.managerStatus, processes: [ownReport])
  }

  /// The status of every process: this one now, the others when they last published.
  var status: ServiceStatus {
    let manager = sources.withLock { $0.manager }
    // Published too, since counters would seem to fall if another process answered next with an older report. The
    // upkeep logs a failure to write.
    let own = (try? publish()) ?? ownReport
    let now = Date.now
    let others = manager?.publishedByOthers(ProcessReport.self) ?? []
    let processes = [own] + others.map { $0.judged(at: now) }
    return ServiceStatus(
      takenAt: now, manager: manager?.managerStatus,
      processes: processes.sorted { $0.process.startedAt < $1.process.startedAt })
  }

  /// Writes this process's report for the others, if a page shows the status.
  ///
  /// - Returns: the report.
  /// - Throws: `SystemError` if the report can't be written.
  @discardableResult
  func publish() throws -> ProcessReport {
    try publishing.withLock { _ in
      let report = ownReport
      if hasReaders.load(ordering: .relaxed), let manager = sources.withLock({ $0.manager }) {
        try manager.publish(report)
      }
      return report
    }
  }
}

/// A loop that publishes this process's status once a second for the manager's other processes, and sets the server's
/// metrics.
struct StatusUpkeep: Sendable {
  let board: StatusBoard
  let metrics: ApplicationMetrics?
  let logger: Logger

  static let interval = Duration.seconds(1)

  /// Runs until the Swift task it runs in is cancelled.
  func run() async {
    var hasFailed = false
    var earlier: ServiceStatus?
    while !Task.isCancelled {
      if let metrics {
        let status = board.ownStatus
        metrics.emit(status, after: earlier)
        earlier = status
      }
      do {
        try board.publish()
        hasFailed = false
      } catch {
        // Logged once, not every second for as long as the disk is full.
        if !hasFailed {
          logger.warning("The process's status can't be written.", metadata: ["error": "\(error)"])
        }
        hasFailed = true
      }
      try? await Task.sleep(for: Self.interval)
    }
  }
}
