#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

extension FastCGIServer {
  /// The current activity and the counts of the process.
  ///
  /// Reading it doesn't delay the workers: it takes each one's lock for only a moment.
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
