import FoundationEssentials
import Testing

@testable import AfterglowContent

@Suite struct JSONParserTests {
  @Test(arguments: [
    "null", "true", " [1, -2, 3.5, 1e3, -0.25E-2] ", #"{"a":{"b":[{},[],""]},"c":"\"\\\/\b\f\n\r\té😀ü"}"#,
    #"{"a":1,"b":2,"a":3}"#, "\u{FEFF}[1]", "18446744073709551616", #"{"":null}"#, "[[[[]]]]",
  ])
  func `a text is read as a decoder reads it`(text: String) throws {
    let decoded = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(JSONParser.parse(Array(text.utf8)) == decoded)
  }

  @Test(arguments: [
    "", " ", "nul", "[1,", "[1 2]", "{\"a\" 1}", "{a:1}", "\"a", "\"\\x\"", "\"\\ud83d\"", "\"\\u12\"",
    "\"\\u+123\"", "+1",
    "[1]]",
    "\"a\u{1}b\"", "{\"a\":}", "-", "1e999", "--1", "01", "1.", "1.e2", ".5", "1e",
  ])
  func `a malformed text is refused`(text: String) {
    #expect(JSONParser.parse(Array(text.utf8)) == nil)
  }

  @Test func `a text that is not UTF-8 is refused`() {
    #expect(JSONParser.parse([0x22, 0xff, 0x22]) == nil)
  }

  @Test func `nesting is bounded`() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(JSONParser.parse(nested(512)) != nil)
    #expect(JSONParser.parse(nested(513)) == nil)
    #expect(JSONParser.parse(nested(100_000)) == nil)
  }
}
