import FastCGI
import HTTPTypes
import Logging

/// A log with one line for each request, at `info`, written when its background tasks have ended.
///
/// It has a switch of its own, so it doesn't depend on the log level.
///
/// | metadata | meaning |
/// | --- | --- |
/// | `request-id` | the request's id, as in its other lines and in `X-Request-ID` |
/// | `method`, `path` | as the client sent them, without the query, which may hold private data |
/// | `status` | the response's status |
/// | `bytes` | the number of bytes of the response sent to the web server, its head included |
/// | `duration-ms` | from the params' arrival until the request was finished |
/// | `tasks`, `tasks-failed` | the number of background tasks, and how many did not succeed |
/// | `task-results` | the first 1,000 tasks in order, as `name:result:milliseconds`, separated by `;`; absent if none |
/// | `tasks-ms` | from the request's finish until the last task had ended |
/// | `remote-address` | `REMOTE_ADDR` |
struct AccessLog: Sendable {
  private let logger: Logger

  init(logger: Logger) {
    var logger = logger
    logger.logLevel = min(logger.logLevel, .info)
    self.logger = logger
  }

  func write(
    _ observed: ObservedRequest, params: RequestParams, byteCount: Int, duration: Duration,
    tasks: BackgroundTaskSummary = BackgroundTaskSummary(), tasksDuration: Duration = .zero
  ) {
    let method = observed.head?.method.rawValue ?? params["REQUEST_METHOD"] ?? ""
    let path = observed.head?.path ?? Self.path(of: params["REQUEST_URI"] ?? "")
    var metadata: Logger.Metadata = [
      "request-id": "\(observed.context.requestID)", "method": "\(Self.inOneWord(method))",
      "path": "\(Self.inOneWord(path))",
      "status": "\(observed.status.code)", "bytes": "\(byteCount)",
      "duration-ms": "\(Self.milliseconds(duration))",
      "tasks": "\(tasks.count)", "tasks-failed": "\(tasks.failedCount)",
      "tasks-ms": "\(Self.milliseconds(tasksDuration))",
      "remote-address": "\(Self.inOneWord(params["REMOTE_ADDR"] ?? ""))",
    ]
    if tasks.count > 0 { metadata["task-results"] = "\(Self.results(tasks.outcomes))" }
    logger.info("Answered a request.", metadata: metadata)
  }

  /// Returns the results as a single word; names may have any characters.
  static func results(_ outcomes: [BackgroundTaskOutcome]) -> String {
    outcomes.map { outcome in
      let name = inOneWord(outcome.name, escaping: ":;%,")
      return "\(name):\(outcome.result.word):\(milliseconds(outcome.duration))"
    }.joined(separator: ";")
  }

  private static func path(of target: String) -> String {
    String(target.prefix { $0 != "?" })
  }

  /// Returns milliseconds with three decimal places, whatever the locale.
  static func milliseconds(_ duration: Duration) -> String {
    let microseconds = max(0, duration.wholeNanoseconds / 1000)
    let fraction = String(microseconds % 1000)
    return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }

  /// Returns foreign text as a single word, so that it can't imitate other metadata or another line.
  static func inOneWord(_ text: String, escaping separators: String = "") -> String {
    guard !text.isEmpty else { return "-" }
    guard text.utf8.contains(where: { !isHarmless($0, besides: separators) }) else { return text }
    var word: [UInt8] = []
    for byte in text.utf8 {
      if isHarmless(byte, besides: separators) {
        word.append(byte)
      } else {
        word += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
    }
    return String(decoding: word, as: UTF8.self)
  }

  private static let hexadecimal = Array("0123456789ABCDEF".utf8)

  private static func isHarmless(_ byte: UInt8, besides separators: String) -> Bool {
    (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && !separators.utf8.contains(byte)
  }
}

extension BackgroundTaskOutcome.Result {
  fileprivate var word: String {
    switch self {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .timedOut: "timed-out"
    case .cancelled: "cancelled"
    case .notRun: "not-run"
    }
  }
}
