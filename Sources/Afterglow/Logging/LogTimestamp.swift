import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

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
