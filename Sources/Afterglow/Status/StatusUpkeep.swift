import FastCGI
import Logging

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
