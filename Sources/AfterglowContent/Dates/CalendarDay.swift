/// A day of the Gregorian calendar, which ISO 8601 also applies to the time before its introduction.
struct CalendarDay: Equatable {
  let year: Int
  let month: Int
  let day: Int

  /// The years that can be written in four digits (RFC 3339, section 1).
  static let years = 0...9999

  /// Creates a day; fails if the calendar doesn't have it, such as 30 February.
  init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), day >= 1,
      day <= Self.dayCount(ofMonth: month, year: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  private static func dayCount(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }
}

// Here a year begins in March, so that the leap day is its last day. From March on, every five months have 153 days.
// An era of 400 years has 146,097 days.
extension CalendarDay {
  private static let daysPerEra = 146_097

  /// The number of days from 1 March of the year 0 to 1 January 2001.
  private static let daysBefore2001 = 730_791

  /// The number of days from 1 January 2001, from which `Date` counts, to this day.
  var daysSince2001: Int {
    let isBeforeMarch = month <= 2
    // Adds one era, so that January of the year 0 doesn't get a negative year.
    let year = year - (isBeforeMarch ? 1 : 0) + 400
    let month = isBeforeMarch ? month + 9 : month - 3
    let leapDays = year / 4 - year / 100 + year / 400
    return year * 365 + leapDays + (153 * month + 2) / 5 + day - 1 - Self.daysPerEra - Self.daysBefore2001
  }

  /// Creates the day that is `count` days after 1 January 2001; fails if its year doesn't have four digits.
  init?(daysSince2001 count: Int) {
    let days = count + Self.daysBefore2001 + Self.daysPerEra
    guard days >= 0 else { return nil }
    let dayOfEra = days % Self.daysPerEra
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / (Self.daysPerEra - 1)) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let isBeforeMarch = month >= 10
    let year = yearOfEra + days / Self.daysPerEra * 400 - 400 + (isBeforeMarch ? 1 : 0)
    self.init(
      year: year, month: isBeforeMarch ? month - 9 : month + 3, day: dayOfYear - (153 * month + 2) / 5 + 1)
  }
}
