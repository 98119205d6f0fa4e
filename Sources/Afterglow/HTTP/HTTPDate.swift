#if canImport(Glibc)
  import Glibc
#endif

/// A date in HTTP's format and with its resolution of a second (RFC 9110, section 5.6.7).
package struct HTTPDate: Hashable, Comparable, CustomStringConvertible {
  package let secondsSince1970: Int

  init(secondsSince1970: Int) { self.secondsSince1970 = secondsSince1970 }

  /// The current time.
  static var now: HTTPDate { HTTPDate(secondsSince1970: time(nil)) }

  package static func < (first: HTTPDate, second: HTTPDate) -> Bool {
    first.secondsSince1970 < second.secondsSince1970
  }

  /// The date in the preferred format: `Sun, 06 Nov 1994 08:49:37 GMT`.
  package var description: String {
    var seconds = time_t(secondsSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let day = Self.digits(parts.tm_mday, 2)
    let year = Self.digits(parts.tm_year + 1900, 4)
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Self.digits($0, 2) }.joined(separator: ":")
    return "\(Self.days[Int(parts.tm_wday)]), \(day) \(Self.months[Int(parts.tm_mon)]) \(year) \(time) GMT"
  }

  private static func digits(_ number: Int32, _ count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension HTTPDate {
  /// Parses any of the three formats that a recipient must accept; the day of the week is ignored.
  package init?(_ text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.split { " ,-:".contains($0) }.map(String.init)
    switch words.count {
    // `Sun, 06 Nov 1994 08:49:37 GMT` and, in RFC 850's form, `Sunday, 06-Nov-94 08:49:37 GMT`.
    case 8 where words[7] == "GMT":
      self.init(year: words[3], month: words[2], day: words[1], time: words[4...6])
    // `Sun Nov  6 08:49:37 1994`, as C's asctime writes it.
    case 7:
      self.init(year: words[6], month: words[1], day: words[2], time: words[3...5])
    default: return nil
    }
  }

  private init?(year: String, month: String, day: String, time: ArraySlice<String>) {
    let numbers = ([day] + time).compactMap { Self.number($0, digits: 1...2) }
    guard numbers.count == 4, let month = Self.months.firstIndex(of: month), let year = Self.year(year),
      (1...31).contains(numbers[0]), numbers[1] <= 23, numbers[2] <= 59, numbers[3] <= 60
    else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, Int32(month), numbers[0])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[1], numbers[2], numbers[3])
    let seconds = timegm(&parts)
    // timegm takes the 31st of a shorter month for a day of the next month.
    guard numbers[3] == 60 || parts.tm_mday == numbers[0] else { return nil }
    self.init(secondsSince1970: seconds)
  }

  /// Parses a year of two or four digits.
  ///
  /// A two-digit year that seems to be more than 50 years ahead is taken for the latest past year with the same digits.
  private static func year(_ text: String) -> Int32? {
    guard text.utf8.count == 2 else { return number(text, digits: 4...4) }
    var seconds = time(nil)
    var now = tm()
    gmtime_r(&seconds, &now)
    let thisYear = now.tm_year + 1900
    guard let number = number(text, digits: 2...2) else { return nil }
    let year = thisYear / 100 * 100 + number
    return year > thisYear + 50 ? year - 100 : year
  }

  private static func number(_ text: String, digits: ClosedRange<Int>) -> Int32? {
    let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return digits.contains(text.utf8.count) && isNumber ? Int32(text) : nil
  }
}
