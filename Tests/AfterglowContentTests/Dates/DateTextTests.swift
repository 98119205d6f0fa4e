import Foundation
import Testing

@testable import AfterglowContent

@Suite struct DateTextTests {
  @Test func `each millisecond is read as it was written, and written as it was read`() throws {
    for millisecond in 0..<1000 {
      let digits = String(format: "%03d", millisecond)
      for second in [
        "2026-11-23T05:00:00", "1969-12-31T23:59:59", "0000-01-01T00:00:00", "9999-12-31T23:59:59",
      ] {
        let text = second + (millisecond == 0 ? "Z" : ".\(digits)Z")
        let date = try #require(DateText.date(text))
        #expect(DateText.text(of: date) == text)
        // A date made otherwise, of a Double that counts from 1970, is that millisecond as well.
        let whole = try #require(DateText.date(second + "Z"))
        let other = Date(timeIntervalSince1970: whole.timeIntervalSince1970 + Double(millisecond) / 1000)
        #expect(DateText.text(of: other) == text)
      }
    }
  }

  @Test func `each day of 400 years is read and written`() throws {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var expected = Date(timeIntervalSince1970: -11_676_096_000)  // 1600-01-01
    for year in 1600..<2000 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, length) in lengths.enumerated() {
        for day in 1...(length + (month == 1 && isLeap ? 1 : 0)) {
          let text = String(format: "%04d-%02d-%02d", year, month + 1, day)
          let date = DateText.date(text)
          guard date == expected, DateText.text(of: expected) == text + "T00:00:00Z" else {
            Issue.record("\(text) is \(date.debugDescription)")
            return
          }
          expected += 86_400
        }
      }
    }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("2001-01-01T00:00:00Z", 978_307_200),
    ("0000-01-01", -62_167_219_200), ("0000-02-29", -62_162_121_600), ("9999-12-31", 253_402_214_400),
    ("2000-02-29", 951_782_400), ("2024-02-29T23:59:59Z", 1_709_251_199),
    ("2026-11-23T05:00:00Z", 1_795_410_000),
    ("2026-11-23T06:00:00+01:00", 1_795_410_000), ("2026-11-22T23:30:00-05:30", 1_795_410_000),
    ("2026-11-23t05:00:00z", 1_795_410_000), ("2026-11-23T05:00:00-00:00", 1_795_410_000),
    ("2026-11-23T05:00:00.25Z", 1_795_410_000.25),
    ("2026-11-23T05:00:00.2500000000000000001Z", 1_795_410_000.25),
    ("2027-01-01T00:30:00+01:00", 1_798_759_800), ("2026-12-31T23:30:00-01:00", 1_798_763_400),
    // Leap seconds are the first second of the next day.
    ("2016-12-31T23:59:60Z", 1_483_228_800), ("2017-01-01T00:59:60+01:00", 1_483_228_800),
    ("1972-06-30T23:59:60.5Z", 78_796_800.5),
  ])
  func `a date is read`(text: String, secondsSince1970: Double) {
    #expect(DateText.date(text) == Date(timeIntervalSince1970: secondsSince1970))
  }

  @Test(arguments: [
    "", "x", "0", "2026", "2026-11", "2026-11-2", "2026-1-23", "20261123", "-2026-11-23", "+2026-11-23",
    "12026-11-23", "2026-11-23x", "2026-11-23 ", " 2026-11-23", "2026-00-01", "2026-13-01", "2026-11-00",
    "2026-11-31", "2026-02-30", "2025-02-29", "1900-02-29", "2100-02-29",
    "2026-11-23T", "2026-11-23T05", "2026-11-23T05:00", "2026-11-23T05:00Z", "2026-11-23T05:00:00",
    "2026-11-23 05:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T05:60:00Z", "2026-11-23T05:00:61Z",
    "2026-11-23T05:00:00.Z", "2026-11-23T05:00:00,5Z", "2026-11-23T05:00:00.5", "2026-11-23T05:00:00Zx",
    "2026-11-23T05:00:00Z ", "2026-11-23T05:00:00ZZ", "2026-11-23T05:00:00+01:00x",
    "2026-11-23T05:00:00+0100",
    "2026-11-23T05:00:00+24:00", "2026-11-23T05:00:00+01:60", "2026-11-23T05:00:00+1:00",
    "2026-11-23T05:00:60Z", "2016-12-31T23:58:60Z", "2016-12-30T23:59:60Z", "2016-12-31T23:59:60+01:00",
    "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
    "٢٠٢٦-11-23", "2026-11-23T05:00:00Z\u{301}", "2026\u{301}-11-23",
  ])
  func `what is no date is refused`(text: String) {
    #expect(DateText.date(text) == nil)
  }

  @Test func `a date that four digits of a year don't spell isn't written`() throws {
    let last = try #require(DateText.date("9999-12-31T23:59:59.999Z"))
    let first = try #require(DateText.date("0000-01-01"))
    #expect(DateText.text(of: last) == "9999-12-31T23:59:59.999Z")
    #expect(DateText.text(of: last + 0.001) == nil)
    #expect(DateText.text(of: first) == "0000-01-01T00:00:00Z")
    #expect(DateText.text(of: first - 0.001) == nil)
    for interval in [Double.nan, .infinity, -.infinity, 1e300, -1e300] {
      #expect(DateText.text(of: Date(timeIntervalSinceReferenceDate: interval)) == nil)
    }
    var bytes = Array("x".utf8)
    #expect(!DateText.append(last + 0.001, to: &bytes))
    #expect(bytes == Array("x".utf8))
  }

  @Test func `a date is rounded to the nearest millisecond`() throws {
    let date = try #require(DateText.date("2026-11-23T05:00:00Z"))
    #expect(DateText.text(of: date + 0.0004) == "2026-11-23T05:00:00Z")
    #expect(DateText.text(of: date - 0.0004) == "2026-11-23T05:00:00Z")
    #expect(DateText.text(of: date + 0.9996) == "2026-11-23T05:00:01Z")
    #expect(DateText.text(of: date + 0.0016) == "2026-11-23T05:00:00.002Z")
  }
}
