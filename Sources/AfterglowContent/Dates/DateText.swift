#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The spelling of dates in paths, queries, forms, header fields, JSON and responses (RFC 3339, section 5.6).
///
/// These spellings are read:
///
/// - `2026-11-23T05:00:00Z`, `2026-11-23T06:00:00+01:00`, and with a fraction `2026-11-23T05:00:00.25Z`. `T` and `Z`
///   may be in lower case. Digits of the fraction after the ninth are ignored.
/// - `2026-11-23`, a day alone, which means its midnight in UTC.
/// - The years 0000 to 9999 of the Gregorian calendar.
/// - A leap second, `23:59:60` in UTC on the last day of a month, which is read as the first second of the next day,
///   since `Date` can't represent it.
///
/// A day or time that doesn't exist is refused, and so is text after the date.
///
/// Dates are written in UTC, rounded to the millisecond, with a fraction of three digits unless it is zero:
/// `2026-11-23T05:00:00Z`, `2026-11-23T05:00:00.250Z`. A written date is read back as the same date, to the
/// millisecond.
package enum DateText {
  /// Returns the date that a text spells, or `nil` if it doesn't spell one.
  package static func date(_ text: String) -> Date? { date(in: text.utf8) }

  /// Returns the date that a text in UTF-8 spells, or `nil` if it doesn't spell one.
  package static func date<Bytes: Collection>(in bytes: Bytes) -> Date? where Bytes.Element == UInt8 {
    var reader = DateReader(bytes)
    guard let moment = reader.moment(), reader.isAtEnd, moment.isWritable else { return nil }
    return moment.date
  }

  /// Returns the text that spells a date, or `nil` if the date's year doesn't have four digits.
  package static func text(of date: Date) -> String? {
    var bytes: [UInt8] = []
    guard append(date, to: &bytes) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text that spells a date, in UTF-8.
  ///
  /// - Parameters:
  ///   - date: the date.
  ///   - bytes: the bytes to append to.
  /// - Returns: `false`, with nothing appended, if the date's year doesn't have four digits.
  package static func append(_ date: Date, to bytes: inout [UInt8]) -> Bool {
    guard let moment = Moment(date), let day = moment.day else { return false }
    appendNumber(day.year, digits: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendNumber(day.month, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendNumber(day.day, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    let second = moment.secondOfDay
    appendNumber(second / 3600, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendNumber(second / 60 % 60, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendNumber(second % 60, digits: 2, to: &bytes)
    let millisecond = moment.nanosecond / 1_000_000
    if millisecond != 0 {
      bytes.append(UInt8(ascii: "."))
      appendNumber(millisecond, digits: 3, to: &bytes)
    }
    bytes.append(UInt8(ascii: "Z"))
    return true
  }

  private static func appendNumber(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}

/// A moment in whole numbers, so that equal moments always make the same `Date`.
struct Moment {
  /// The number of seconds since 1 January 2001, 00:00:00 UTC.
  var seconds: Int
  var nanosecond: Int

  private static let secondsPerDay = 86_400

  init(seconds: Int, nanosecond: Int) {
    self.seconds = seconds
    self.nanosecond = nanosecond
  }

  /// Creates the moment of the millisecond nearest to a date; fails if the date is too far away for a year of four
  /// digits.
  init?(_ date: Date) {
    let interval = date.timeIntervalSinceReferenceDate
    guard interval.magnitude < 400_000_000_000 else { return nil }
    let milliseconds = Int((interval * 1000).rounded())
    let millisecond = milliseconds % 1000 + (milliseconds % 1000 < 0 ? 1000 : 0)
    seconds = (milliseconds - millisecond) / 1000
    nanosecond = millisecond * 1_000_000
  }

  /// The day in UTC, or `nil` if its year doesn't have four digits.
  var day: CalendarDay? {
    CalendarDay(daysSince2001: (seconds - secondOfDay) / Self.secondsPerDay)
  }

  var secondOfDay: Int {
    let second = seconds % Self.secondsPerDay
    return second < 0 ? second + Self.secondsPerDay : second
  }

  var isWritable: Bool { day != nil }

  var date: Date {
    // A single division rounds once, so that a millisecond always makes the same date, however it was computed.
    let interval =
      nanosecond.isMultiple(of: 1_000_000)
      ? Double(seconds * 1000 + nanosecond / 1_000_000) / 1000
      : Double(seconds) + Double(nanosecond) / 1_000_000_000
    return Date(timeIntervalSinceReferenceDate: interval)
  }
}
