import Testing

@testable import AfterglowContent

@Suite struct PercentEncodingTests {
  @Test(
    arguments: [
      ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%C3%BC", "ü"), ("%c3%bc", "ü"), ("ü", "ü"), ("%2F", "/"),
      ("a+b", "a+b"), ("%2520", "%20"), ("%25", "%"), ("%7e%7E", "~~"), ("%F0%9F%8C%85", "🌅"),
    ])
  func `an escape is decoded, once`(text: String, decoded: String) {
    #expect(PercentEncoding.decoding(text) == decoded)
  }

  @Test(arguments: ["%", "%2", "a%", "%zz", "%2G", "%G2", "%%20", "%-1", "%+1", "% 1", "%2%46"])
  func `a broken escape is refused`(text: String) {
    #expect(PercentEncoding.decoding(text) == nil)
  }

  @Test func `an escaped NUL is refused`() {
    #expect(PercentEncoding.decoding("a%00b") == nil)
  }

  @Test(
    arguments: ["%FF", "%C3", "%C3%28", "%C0%AF", "%E0%80%AF", "%ED%A0%80", "%F4%90%80%80", "a%80b", "%C3ü"])
  func `what is not UTF-8 is refused`(text: String) {
    #expect(PercentEncoding.decoding(text) == nil)
  }

  @Test func `a path is encoded but for what may stand in one`() {
    #expect(PercentEncoding.encodingPath("/a b/ü?#%[]\"\0") == "/a%20b/%C3%BC%3F%23%25%5B%5D%22%00")
    let allowed = "/azAZ09-._~!$&'()*+,;=:@/"
    #expect(PercentEncoding.encodingPath(allowed) == allowed)
  }

  @Test func `decoding undoes encoding`() {
    let text = String(String.UnicodeScalarView((1...0x2FF).compactMap(Unicode.Scalar.init)))
    #expect(PercentEncoding.decoding(PercentEncoding.encodingPath(text)) == text)
  }
}
