import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// One line of the log, in the format of swift-log's own handler.
///
///     2026-11-28T05:00:00+0000 info afterglow: request-id=a status=200 [Afterglow] Answered a request.
struct LogLine {
  /// The line's bytes, with the newline.
  private(set) var bytes: [UInt8] = []

  /// The maximum size of a line's metadata in bytes, 48 KiB; further entries are replaced by their number.
  static let longestMetadata = 3 * LogText.longestValue

  /// Formats a line.
  ///
  /// - Parameters:
  ///   - event: the logged event.
  ///   - label: the logger's label.
  ///   - metadata: the logger's own metadata; empty by default.
  ///   - provided: the metadata of the logger's provider, which takes precedence over `metadata`, as the event's takes
  ///     precedence over both; empty by default.
  init(_ event: LogEvent, label: String, metadata: Logger.Metadata = [:], provided: Logger.Metadata = [:]) {
    bytes.reserveCapacity(256)
    bytes += LogTimestamp.now
    append(" ")
    append(event.level.rawValue)
    if !label.isEmpty {
      append(" ")
      LogText.append(label, to: &bytes)
    }
    append(":")
    append(Self.pairs(metadata, provided, event.metadata ?? [:], event.error))
    append(" [")
    LogText.append(event.source, to: &bytes)
    append("] ")
    LogText.append(event.message.description, to: &bytes)
    append("\n")
  }

  private mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(_ pairs: [(key: String, value: Logger.Metadata.Value)]) {
    let end = bytes.count + Self.longestMetadata
    for (index, pair) in pairs.enumerated() {
      guard bytes.count < end else { return append(" …(\(pairs.count - index) entries more)") }
      append(" ")
      LogText.append(pair.key, to: &bytes)
      append("=")
      LogText.append(Self.text(of: pair.value), to: &bytes)
    }
  }

  private static func text(of value: Logger.Metadata.Value) -> String {
    if case .string(let text) = value { text } else { value.description }
  }

  /// Returns the entries sorted by key; for equal keys the last one of metadata, provided and explicit.
  private static func pairs(
    _ metadata: Logger.Metadata, _ provided: Logger.Metadata, _ explicit: Logger.Metadata,
    _ error: (any Error)?
  ) -> [(key: String, value: Logger.Metadata.Value)] {
    var explicit = explicit
    if let error {
      explicit["error.message"] = "\(error)"
      explicit["error.type"] = "\(String(reflecting: type(of: error)))"
    }
    var pairs: [(key: String, value: Logger.Metadata.Value)] = []
    pairs.reserveCapacity(metadata.count + provided.count + explicit.count)
    pairs.append(contentsOf: explicit)
    for pair in provided where explicit[pair.key] == nil { pairs.append(pair) }
    for pair in metadata where explicit[pair.key] == nil && provided[pair.key] == nil { pairs.append(pair) }
    if pairs.count > 1 { pairs.sort { $0.key < $1.key } }
    return pairs
  }
}

/// The time at the beginning of a line: `2026-11-28T05:00:00+0000`, in the zone of the process (`TZ`).
enum LogTimestamp {
  private struct Formatted {
    var second = time_t.min
    var text: [UInt8] = []
  }

  /// The last timestamp, kept since most lines are of the same second as the one before.
  private static let last = Mutex(Formatted())

  static var now: [UInt8] {
    let second = time(nil)
    return last.withLock { last in
      if last.second != second { last = Formatted(second: second, text: text(of: second)) }
      return last.text
    }
  }

  static func text(of second: time_t) -> [UInt8] {
    var (second, local) = (second, tm())
    guard localtime_r(&second, &local) != nil else { return Array("<unknown>".utf8) }
    var buffer = [CChar](repeating: 0, count: 64)
    let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &local)
    return buffer[..<length].map(UInt8.init(bitPattern:))
  }
}
