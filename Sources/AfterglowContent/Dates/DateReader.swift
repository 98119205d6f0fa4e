/// Parses a date and time byte by byte (RFC 3339, section 5.6).
struct DateReader<Bytes: Collection> where Bytes.Element == UInt8 {
  private let bytes: Bytes
  private var position: Bytes.Index

  init(_ bytes: Bytes) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var isAtEnd: Bool { position == bytes.endIndex }

  /// Parses the moment at the beginning of the text; returns `nil` if there is none.
  mutating func moment() -> Moment? {
    guard let day = day() else { return nil }
    let midnight = day.daysSince2001 * 86_400
    if isAtEnd { return Moment(seconds: midnight, nanosecond: 0) }
    guard take("T") || take("t"), let time = time(), let nanosecond = fraction(), let offset = offset() else {
      return nil
    }
    let moment = Moment(seconds: midnight + time.seconds - offset, nanosecond: nanosecond)
    return time.isLeapSecond && !Self.isBehindMonth(moment) ? nil : moment
  }

  /// Returns whether a moment is in the first second of a month in UTC, which is where a leap second ends up.
  private static func isBehindMonth(_ moment: Moment) -> Bool {
    moment.secondOfDay == 0 && moment.day?.day == 1
  }

  private mutating func day() -> CalendarDay? {
    guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
      let day = number(digits: 2)
    else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }

  private mutating func time() -> (seconds: Int, isLeapSecond: Bool)? {
    guard let hour = number(digits: 2), hour <= 23, take(":"), let minute = number(digits: 2), minute <= 59,
      take(":"), let second = number(digits: 2), second <= 60
    else { return nil }
    return (hour * 3600 + minute * 60 + second, second == 60)
  }

  /// Parses the fraction of a second in nanoseconds; returns 0 if there is none, and `nil` if no digit follows the
  /// point.
  private mutating func fraction() -> Int? {
    guard take(".") else { return 0 }
    var nanoseconds = 0
    var unit = 100_000_000
    guard !isAtEnd, Self.digit(bytes[position]) != nil else { return nil }
    while !isAtEnd, let digit = Self.digit(bytes[position]) {
      nanoseconds += digit * unit
      unit /= 10
      bytes.formIndex(after: &position)
    }
    return nanoseconds
  }

  /// Parses the offset and returns by how many seconds the time is ahead of UTC.
  private mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign = take("+") ? 1 : take("-") ? -1 : nil
    guard let sign, let hours = number(digits: 2), hours <= 23, take(":"), let minutes = number(digits: 2),
      minutes <= 59
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }

  private mutating func number(digits count: Int) -> Int? {
    var number = 0
    for _ in 0..<count {
      guard !isAtEnd, let digit = Self.digit(bytes[position]) else { return nil }
      number = number * 10 + digit
      bytes.formIndex(after: &position)
    }
    return number
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard !isAtEnd, bytes[position] == UInt8(ascii: character) else { return false }
    bytes.formIndex(after: &position)
    return true
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
