import FastCGI
import Logging

/// What keeps a process's status known outside of it: once a second it is published for the manager's other processes,
/// and the metrics of the server are set.
struct StatusUpkeep: Sendable {
  let board: StatusBoard
  let metrics: ApplicationMetrics?
  let logger: Logger

  static let interval = Duration.seconds(1)

  /// Goes on until the Swift task it runs in is cancelled.
  func run() async {
    var hasFailed = false
    var lastReport: ProcessReport?
    while !Task.isCancelled {
      if let metrics {
        let report = board.ownReport
        metrics.setProcess(report, after: lastReport)
        lastReport = report
      }
      do {
        try board.publish()
        hasFailed = false
      } catch {
        // Once, and not every second for as long as a disk is full.
        if !hasFailed {
          logger.warning("The process's status can't be written.", metadata: ["error": "\(error)"])
        }
        hasFailed = true
      }
      try? await Task.sleep(for: Self.interval)
    }
  }
}
