import FoundationEssentials
import Testing

@testable import AfterglowContent

@Suite struct JSONReaderTests {
  private func value(_ text: String) throws -> JSONValue {
    try JSONContent.decode(JSONValue.self, from: Array(text.utf8))
  }

  @Test(arguments: [
    "null", "true", " [1, -2, 3.5, 1e3, -0.25E-2] ", #"{"a":{"b":[{},[],""]},"c":"\"\\\/\b\f\n\r\té😀ü"}"#,
    #"{"a":1,"b":2,"a":3}"#, "\u{FEFF}[1]", "18446744073709551616", #"{"":null}"#, "[[[[]]]]", "\r\n\t 1\n",
    #"{"a\u0062":"\ud83d\ude00\u0000"}"#, #"["1234567","12345678","123456789","1234567\"","12345678\\"]"#,
    "[-0, -0.0, 0.1e1, 1E-2, 123456789012345678901234567890]",
  ])
  func `a text is read as Foundation reads it`(text: String) throws {
    let decoded = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(try value(text) == decoded)
  }

  @Test(arguments: [
    ("", "the text ends where a value is expected", 1, 1), ("nul", "a value is expected", 1, 1),
    ("[1,", "the text ends where a value is expected", 1, 4), ("[1 2]", "a comma or ']' is expected", 1, 4),
    ("[1,]", "a comma with nothing behind it", 1, 3), ("{\"a\":1,}", "a comma with nothing behind it", 1, 7),
    ("{\"a\" 1}", "a colon is expected", 1, 6),
    ("{a:1}", "a member's name in double quotes is expected", 1, 2),
    ("{\"a\":}", "a value is expected", 1, 6), ("{\"a\":1 \"b\":2}", "a comma or '}' is expected", 1, 8),
    ("\"a", "the text ends inside a string", 1, 3), ("\"\\x\"", "an escape that JSON doesn't have", 1, 2),
    ("\"\\u12\"", "an escape without four hexadecimal digits", 1, 2),
    ("\"\\u+123\"", "an escape without four hexadecimal digits", 1, 2),
    ("[\n  \"é\\ud83d\"]", "half of a surrogate pair", 2, 5),
    ("\"\\ude00\"", "half of a surrogate pair", 1, 2),
    ("\"\\ud83d\\u0041\"", "half of a surrogate pair", 1, 2),
    ("\"a\u{1}b\"", "a control character that is not escaped in a string", 1, 3),
    ("\"\n\"", "a control character that is not escaped in a string", 1, 2),
    ("[1]]", "the text goes on behind the value", 1, 4), ("+1", "a value is expected", 1, 1),
    ("-", "a digit is expected", 1, 2), ("--1", "a digit is expected", 1, 2),
    ("01", "the text goes on behind the value", 1, 2), ("1.", "a digit is expected", 1, 3),
    ("1.e2", "a digit is expected", 1, 3), (".5", "a value is expected", 1, 1),
    ("1e", "a digit is expected", 1, 3),
    ("\u{FEFF}", "the text ends where a value is expected", 1, 2),
    ("\u{FEFF}\u{FEFF}1", "a value is expected", 1, 2),
    ("[1] // x", "the text goes on behind the value", 1, 5),
    ("NaN", "a value is expected", 1, 1), ("\u{a0}1", "a value is expected", 1, 1),
    ("[,1]", "a value is expected", 1, 2),
    ("{\"a\":1]", "a comma or '}' is expected", 1, 7), ("[1}", "a comma or ']' is expected", 1, 3),
  ])
  func `a malformed text is refused, with what is wrong and where`(
    text: String, problem: String, line: Int, column: Int
  ) throws {
    let error = try #require(throws: JSONSyntaxError.self) { try JSONDocument(Array(text.utf8)) }
    #expect(error.problem == problem)
    #expect(error.line == line)
    #expect(error.column == column)
  }

  @Test(arguments: [
    [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xe2, 0x82, 0x22],
    [0xff, 0xfe, 0x5b, 0x00, 0x5d, 0x00], [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
  ])
  func `a text that is not UTF-8 is refused`(bytes: [UInt8]) throws {
    let error = try #require(throws: JSONSyntaxError.self) { try JSONDocument(bytes) }
    #expect(error.problem == "a byte that is not UTF-8")
    #expect(error.offset == (bytes[0] == 0x22 ? 1 : 0))
  }

  @Test(arguments: [[0x5b, 0x00, 0x5d, 0x00], [0x00, 0x5b, 0x00, 0x5d]] as [[UInt8]])
  func `UTF-16 is refused, whether or not it says what it is`(bytes: [UInt8]) {
    #expect(throws: JSONSyntaxError.self) { try JSONDocument(bytes) }
  }

  @Test func `nesting is bounded`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONContent.decode(JSONValue.self, from: nested(512))
    for depth in [513, 100_000] {
      let error = try #require(throws: JSONSyntaxError.self) { try JSONDocument(nested(depth)) }
      #expect(error.offset == 512)
      #expect(error.problem == "arrays and objects are nested more than 512 deep")
    }
  }

  @Test func `strings that begin and end anywhere are read to their end`() throws {
    for before in 0..<10 {
      for length in 0..<20 {
        let text = String(repeating: "x", count: length)
        let json = "[" + String(repeating: " ", count: before) + "\"\(text)\",\"\\n\(text)é\"]"
        #expect(try value(json) == .array([.string(text), .string("\n\(text)é")]))
      }
    }
  }

  @Test func `more than 30 combining marks in a row are refused wherever they are`() throws {
    func marks(_ count: Int) -> String { "a" + String(repeating: "\u{301}\u{323}", count: count / 2) }
    for text in ["{\"\(marks(30))\":\"\(marks(30))\"}", "[\"\(marks(30))a\(marks(30))\"]"] {
      _ = try value(text)
    }
    let escapes = String(repeating: "\\u0301", count: 31)
    for (text, offset) in [
      ("{\"\(marks(32))\":1}", 3), ("[\"\(marks(32))\"]", 3), ("[\"\(escapes)\"]", 2),
      ("{\"\(escapes)\":1}", 2),
    ] {
      let error = try #require(throws: JSONSyntaxError.self) { try JSONDocument(Array(text.utf8)) }
      #expect(error.problem == "more than 30 combining marks in a row")
      #expect(error.offset == offset)
    }
  }

  @Test func `the error says where in one sentence`() throws {
    let error = try #require(throws: JSONSyntaxError.self) {
      try JSONDocument(Array("{\n  \"ü\": 1,\n  \"b\" 2\n}".utf8))
    }
    #expect("\(error)" == "a colon is expected at line 3, column 7 (byte 19)")
  }
}
