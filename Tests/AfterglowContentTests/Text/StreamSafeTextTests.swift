import Testing

@testable import AfterglowContent

@Suite struct StreamSafeTextTests {
  private func firstLongRun(_ text: String) -> Int? {
    StreamSafeText.firstLongRun(in: text.utf8).map { text.utf8.distance(from: text.utf8.startIndex, to: $0) }
  }

  private func marks(_ count: Int) -> String { String(repeating: "\u{301}", count: count) }

  @Test func `thirty marks in a row are safe, and one more isn't`() {
    #expect(firstLongRun("ab" + marks(30) + "c" + marks(30)) == nil)
    #expect(firstLongRun("ab" + marks(31)) == 2)
    #expect(firstLongRun("ab" + marks(30) + "c" + marks(31)) == 63)
    #expect(firstLongRun(marks(31)) == 0)
  }

  @Test func `marks of every class count`() {
    #expect(firstLongRun("a" + String(repeating: "\u{323}\u{301}", count: 15)) == nil)
    #expect(firstLongRun("a" + String(repeating: "\u{323}\u{301}", count: 16)) == 1)
    // In three and four bytes.
    #expect(firstLongRun("a" + String(repeating: "\u{3099}", count: 31)) == 1)
    #expect(firstLongRun("a" + String(repeating: "\u{1D165}", count: 31)) == 1)
    #expect(firstLongRun("a" + String(repeating: "\u{1D165}", count: 30)) == nil)
  }

  @Test(arguments: ["\u{344}", "\u{F73}", "\u{F75}", "\u{F81}"])
  func `a scalar that is decomposed into two marks counts as two`(scalar: String) {
    #expect(firstLongRun("a" + String(repeating: scalar, count: 15)) == nil)
    #expect(firstLongRun("a" + String(repeating: scalar, count: 16)) == 1)
  }

  @Test func `every scalar that Swift sorts when it compares is counted`() {
    // A scalar that is moved before a dot below or behind a ring above is a mark, or begins with one.
    for value in 0x300...0x1FFFF {
      guard let scalar = Unicode.Scalar(UInt32(value)), scalar.properties.generalCategory != .unassigned
      else {
        continue
      }
      let isSorted = "a\u{302}\(scalar)" != "a\(scalar)\u{302}" ? false : true
      if isSorted {
        #expect(firstLongRun("a" + String(repeating: Character(scalar), count: 31)) != nil, "\(value)")
      }
    }
  }

  @Test(arguments: ["", "a", "日本語のテキスト", "नमस्ते", "สวัสดี", "Tiếng Việt", "שָׁלוֹם", "👩‍👩‍👧‍👦🇩🇪", "각"])
  func `text that people write is safe`(text: String) {
    #expect(firstLongRun(String(repeating: text, count: 100)) == nil)
  }

  @Test func `bytes that are no UTF-8 have no marks`() {
    for bytes: [UInt8] in [
      [0xCC], [0xE2, 0x82], [0xFF, 0xFF], [0xCC, 0xCC, 0x81], [0xF4, 0x90, 0x80, 0x80],
    ] {
      let many = Array(repeating: bytes, count: 20).joined()
      #expect(StreamSafeText.firstLongRun(in: Array(many)) == nil)
    }
  }
}
