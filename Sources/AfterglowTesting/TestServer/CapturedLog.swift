import Logging
import Synchronization

/// The lines that an application logs in the test's own process, in the format of swift-log's own handler without a
/// time.
final class CapturedLog: Sendable {
  private let captured = Mutex<[String]>([])

  var lines: [String] { captured.withLock { $0 } }

  var logger: Logger { Logger(label: "afterglow") { Handler(label: $0, log: self) } }

  private struct Handler: LogHandler {
    let label: String
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
      let line = "\(event.level) \(label):\(pairs) [\(event.source)] \(event.message)"
      log.captured.withLock { $0.append(line) }
    }
  }
}
