import FastCGI
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Where an application's status comes together: its own counts, its server's state, and what the manager's other
/// processes have published.
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
  /// One report after another, so that the file never goes back in time.
  private let publishing = Mutex(())

  func serve(_ server: FastCGIServer, managedBy manager: ManagedProcess?) {
    sources.withLock { $0 = Sources(server: server, manager: manager) }
  }

  /// A page shows the status, so the processes have to tell each other theirs.
  func addReader() {
    hasReaders.store(true, ordering: .relaxed)
  }

  /// This process as it is now.
  var ownReport: ProcessReport {
    // In process, for tests, there is no server.
    let process =
      sources.withLock({ $0.server })?.status
      ?? ProcessStatus(processIdentifier: getpid(), startedAt: madeAt, takenAt: .now)
    return ProcessReport(process: process, application: counters.status, isStale: false)
  }

  /// Every process: this one as it is now, the others as they were when they last published.
  var status: ServiceStatus {
    let manager = sources.withLock { $0.manager }
    // What is shown here the other processes must know too: counts would seem to fall if they answer next. If it can't be
    // written, the upkeep says so.
    let own = (try? publish()) ?? ownReport
    let now = Date.now
    let others = manager?.publishedByOthers(ProcessReport.self) ?? []
    let processes = [own] + others.map { $0.judged(at: now) }
    return ServiceStatus(
      takenAt: now, manager: manager?.managerStatus,
      processes: processes.sorted { $0.process.startedAt < $1.process.startedAt })
  }

  /// Leaves this process's report for the others, if somebody might read it.
  ///
  /// - Returns: the report.
  /// - Throws: `SystemError` if it can't be written.
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
