#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

extension FastCGIServer {
  /// What the process is doing and has done.
  ///
  /// Asking holds no worker up: each is looked at for the time of an uncontended lock.
  public var status: ProcessStatus {
    let now = (instant: ContinuousClock.now, date: Date.now)
    func date(of instant: ContinuousClock.Instant) -> Date {
      now.date.addingTimeInterval(-(instant.duration(to: now.instant) / .seconds(1)))
    }
    return ProcessStatus(
      processIdentifier: getpid(), startedAt: date(of: madeAt), takenAt: now.date,
      workers: workers.map { worker in
        let (activity, since) = worker.context.activityAndSince
        return WorkerStatus(number: worker.context.number, activity: activity, since: date(of: since))
      },
      acceptedConnections: pool.acceptedCount, answeredRequests: requestCount,
      idleConnections: pool.idleCount, keptConnectionLimit: pool.keptConnectionLimit)
  }
}
