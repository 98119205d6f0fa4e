#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How dates are spelt everywhere: in paths, queries, forms, header fields and JSON, and in answers (RFC 3339, section 5.6).
///
/// What is read:
///
/// - `2026-11-23T05:00:00Z`, `2026-11-23T06:00:00+01:00`, with a fraction `2026-11-23T05:00:00.25Z`. `T` and `Z` may be in
///   lower case. Digits of the fraction behind the ninth are passed over.
/// - `2026-11-23`, a day alone, which is its midnight in UTC.
/// - The years 0000 to 9999, of the Gregorian calendar.
/// - A leap second, `23:59:60` in UTC on the last day of a month, as the first second of the next day: `Date` has no place
///   for it.
///
/// A day or time that doesn't exist is refused, and so is text behind the date.
///
/// What is written is in UTC, rounded to the millisecond, and has a fraction of three digits if that isn't zero:
/// `2026-11-23T05:00:00Z`, `2026-11-23T05:00:00.250Z`. It is read back as the same date, to the millisecond.
package enum DateText {
  /// The date that a text spells, or `nil` if it spells none.
  package static func date(_ text: String) -> Date? { date(in: text.utf8) }

  /// The date that a text in UTF-8 spells, or `nil` if it spells none.
  package static func date<Bytes: Collection>(in bytes: Bytes) -> Date? where Bytes.Element == UInt8 {
    var reader = DateReader(bytes)
    guard let moment = reader.moment(), reader.isAtEnd, moment.isWritable else { return nil }
    return moment.date
  }

  /// The text that spells a date, or `nil` if its year doesn't have four digits.
  package static func text(of date: Date) -> String? {
    var bytes: [UInt8] = []
    guard append(date, to: &bytes) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text that spells a date, in UTF-8.
  ///
  /// - Returns: false, with nothing appended, if the date's year doesn't have four digits.
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

/// A moment in whole numbers, from which the same `Date` is always made.
struct Moment {
  /// Since 1 January 2001, 00:00:00 UTC.
  var seconds: Int
  var nanosecond: Int

  private static let secondsPerDay = 86_400

  init(seconds: Int, nanosecond: Int) {
    self.seconds = seconds
    self.nanosecond = nanosecond
  }

  /// The millisecond that is nearest to a date, or `nil` if that is further away than any year of four digits.
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
    // One division of whole numbers is rounded once: the date of a millisecond is the same whichever way it is made.
    let interval =
      nanosecond.isMultiple(of: 1_000_000)
      ? Double(seconds * 1000 + nanosecond / 1_000_000) / 1000
      : Double(seconds) + Double(nanosecond) / 1_000_000_000
    return Date(timeIntervalSinceReferenceDate: interval)
  }
}
