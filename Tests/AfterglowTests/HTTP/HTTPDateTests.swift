import Testing

@testable import Afterglow

/// RFC 9110, section 5.6.7.
@Suite struct HTTPDateTests {
  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
  ])
  func `all three forms are read`(text: String) {
    #expect(HTTPDate(text)?.secondsSince1970 == 784_111_777)
  }

  @Test(arguments: [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
  ])
  func `the first form is written, and read again`(seconds: Int, text: String) {
    let date = HTTPDate(secondsSince1970: seconds)
    #expect("\(date)" == text)
    #expect(HTTPDate(text) == date)
  }

  @Test func `a year of two digits is not far in the future`() throws {
    // 1999 until 2049.
    #expect(HTTPDate("Friday, 01-Jan-99 00:00:00 GMT")?.description == "Fri, 01 Jan 1999 00:00:00 GMT")
    #expect(HTTPDate("Thursday, 01-Jan-26 00:00:00 GMT")?.description == "Thu, 01 Jan 2026 00:00:00 GMT")
  }

  @Test(arguments: [
    "", "yesterday", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 06 Now 1994 08:49:37 GMT",
    "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 19940 08:49:37 GMT", "Sun, 06 Nov 1994 8:+9:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT", "Sun, ٠٦ Nov 1994 08:49:37 GMT",
  ])
  func `what is no date is refused`(text: String) {
    #expect(HTTPDate(text) == nil)
  }

  @Test func `a long text is refused without reading it`() {
    #expect(HTTPDate(String(repeating: "Sun, 06 Nov 1994 08:49:37 GMT", count: 1000)) == nil)
  }

  @Test(arguments: [Int.min, -62_135_596_800, 253_402_300_800, Int.max])
  func `any file's date can be written`(seconds: Int) {
    #expect(!"\(HTTPDate(secondsSince1970: seconds))".isEmpty)
  }
}
