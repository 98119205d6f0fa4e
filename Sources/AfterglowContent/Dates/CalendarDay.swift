/// A day of the Gregorian calendar, which ISO 8601 also uses for the time before its introduction.
struct CalendarDay: Equatable {
  let year: Int
  let month: Int
  let day: Int

  /// The years that are written in four digits (RFC 3339, section 1).
  static let years = 0...9999

  /// A day, or `nil` if the calendar doesn't have it: 30 February.
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

// A year is counted from March here, so that the day that leap years have more is its last one. The months from March on have
// 153 days in each five of them. 400 years, an era, have 146,097 days.
extension CalendarDay {
  private static let daysPerEra = 146_097

  /// From 1 March of the year 0 to 1 January 2001.
  private static let daysBefore2001 = 730_791

  /// How many days this is after 1 January 2001, from which `Date` counts.
  var daysSince2001: Int {
    let isBeforeMarch = month <= 2
    // One era more, so that January of the year 0 has no negative year.
    let year = year - (isBeforeMarch ? 1 : 0) + 400
    let month = isBeforeMarch ? month + 9 : month - 3
    let leapDays = year / 4 - year / 100 + year / 400
    return year * 365 + leapDays + (153 * month + 2) / 5 + day - 1 - Self.daysPerEra - Self.daysBefore2001
  }

  /// The day that is so many days after 1 January 2001, or `nil` if its year doesn't have four digits.
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
