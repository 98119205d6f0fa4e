import HTTPTypes
import Testing

@testable import Afterglow

/// RFC 6266 and RFC 8187.
@Suite struct ContentDispositionTests {
  @Test(arguments: [
    ("report.pdf", #"attachment; filename="report.pdf""#),
    ("my report.pdf", #"attachment; filename="my report.pdf""#),
    ("€ rates.txt", #"attachment; filename="_ rates.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt"#),
    ("Müller.txt", #"attachment; filename="M_ller.txt"; filename*=UTF-8''M%C3%BCller.txt"#),
    (#"a"b.txt"#, #"attachment; filename="a_b.txt"; filename*=UTF-8''a%22b.txt"#),
    ("100%41.txt", #"attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt"#),
    ("it's (1);*.txt", #"attachment; filename="it's (1);*.txt""#),
  ])
  func `a name is sent in ASCII, and as it is where that is not all of it`(name: String, value: String) {
    #expect(ContentDisposition.attachment(filename: name).description == value)
  }

  @Test(arguments: [
    "../../etc/passwd", #"..\..\boot.ini"#, "a\r\nSet-Cookie: b=c", "a\0b", "a\u{85}b", "a\u{7F}b",
  ])
  func `no name leads elsewhere, or out of its header field`(name: String) {
    let value = ContentDisposition.attachment(filename: name).description
    #expect(!value.contains("/") && !value.contains(#"\"#))
    #expect(value.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) })
    #expect(!["%0D", "%0A", "%00", "%C2%85", "%7F", "%2F", "%5C"].contains { value.contains($0) })
    #expect(HTTPField(name: .contentDisposition, value: value).value == value)
  }

  @Test func `a slash with a combining character behind it is a slash`() {
    let value = ContentDisposition.attachment(filename: "a/\u{301}b").description
    #expect(!value.contains("%2F"))
  }

  @Test func `without a name only the type is said`() {
    #expect(ContentDisposition.attachment().description == "attachment")
    #expect(ContentDisposition.inline().description == "inline")
    #expect(ContentDisposition.inline(filename: "").description == "inline")
    #expect(ContentDisposition.inline(filename: "a.png").description == #"inline; filename="a.png""#)
  }
}
