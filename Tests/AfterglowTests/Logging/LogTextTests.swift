import Testing

@testable import Afterglow

@Suite struct LogTextTests {
  private func escaped(_ text: String, atMost limit: Int = LogText.longestValue) -> String {
    var bytes: [UInt8] = []
    LogText.append(text, to: &bytes, atMost: limit)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("a\nb\r\tc", #"a\nb\r\tc"#), ("\u{1B}[2J", #"\u{1B}[2J"#), ("\u{0}\u{7F}", #"\u{0}\u{7F}"#),
    ("\u{9B}31m", #"\u{9B}31m"#), ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#),
    ("\u{202E}txt.exe\u{2066}", #"\u{202E}txt.exe\u{2066}"#), ("\u{200F}\u{61C}", #"\u{200F}\u{61C}"#),
    ("Grüße, 世界 👩‍👩‍👧 \\n", "Grüße, 世界 👩‍👩‍👧 \\n"), ("", ""),
  ])
  func `control characters are escaped, and nothing else`(text: String, expected: String) {
    #expect(escaped(text) == expected)
  }

  @Test func `of all characters, those are escaped that end a line, control a terminal or turn text round`() {
    for number in 0...UInt32(0x10FFFF) {
      guard let scalar = Unicode.Scalar(number) else { continue }
      let properties = scalar.properties
      let isHostile =
        properties.isBidiControl
        || [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
      let result = escaped(String(scalar))
      if isHostile != (result != String(scalar)) { Issue.record("U+\(String(number, radix: 16)): \(result)") }
    }
  }

  @Test(arguments: [
    ("abcdef", 4, "abcd…(2 bytes more)"), ("abcdef", 6, "abcdef"), ("äöü", 5, "äö…(2 bytes more)"),
    ("ab\u{1B}c", 7, "ab…(2 bytes more)"), ("世界", 4, "世…(3 bytes more)"), ("👩", 3, "…(4 bytes more)"),
  ])
  func `a long value is cut between characters and says how much is missing`(
    text: String, limit: Int, expected: String
  ) {
    #expect(escaped(text, atMost: limit) == expected)
  }

  @Test func `a value has no more bytes than the limit and its mark`() {
    for unit in ["x", "\u{1B}", "ä", "\u{202E}", "👩"] {
      let text = escaped(String(repeating: unit, count: 100_000))
      #expect((16_370...16_384 + 30).contains(text.utf8.count))
    }
  }
}
