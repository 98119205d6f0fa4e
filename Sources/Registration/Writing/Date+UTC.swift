import FoundationEssentials
import Glibc

/// The three formats of times that this service writes, all in UTC and independent of any locale.
extension Date {
  /// The format of the log file, to the second: `2026-11-23 05:00:00`.
  var logTimestamp: String {
    var second = time_t(timeIntervalSince1970.rounded(.down))
    var parts = tm()
    gmtime_r(&second, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      // Each background task writes one; Foundation takes ten times as long. These two formats know no locale.
      let length = strftime(text.baseAddress, text.count, "%F %T", &parts)
      return String(decoding: UnsafeRawBufferPointer(text)[..<length], as: UTF8.self)
    }
  }

  /// The format of file names, which sorts by time: `20261123T050000Z`.
  var fileTimestamp: String {
    formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
  }

  /// The format of a mail's `Date` field (RFC 5322 section 3.3): `Mon, 23 Nov 2026 05:00:00 +0000`.
  var mailTimestamp: String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let weekday = Self.weekdays[calendar.component(.weekday, from: self) - 1]
    let month = Self.months[calendar.component(.month, from: self) - 1]
    let day = calendar.component(.day, from: self)
    let year = calendar.component(.year, from: self)
    let time = formatted(.iso8601.time(includingFractionalSeconds: false))
    return "\(weekday), \(day) \(month) \(year) \(time) +0000"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
