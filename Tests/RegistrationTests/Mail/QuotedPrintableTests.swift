import Testing

@testable import Registration

@Suite struct QuotedPrintableTests {
  @Test(
    arguments: [
      ("plain text", ["plain text"]), ("1 + 1 = 2", ["1 + 1 =3D 2"]),
      ("space at the end ", ["space at the end=20"]),
      ("tab at the end\t\n", ["tab at the end=09"]), (".", ["=2E"]), ("..a.b", ["=2E.a.b"]),
      ("From me", ["=46rom me"]), ("Frost From me", ["Frost From me"]), ("é", ["=C3=A9"]),
      ("a\0b", ["a=00b"]),
      ("a\rb", ["a=0Db"]), ("a\r\nb\n", ["a", "b"]), ("\n\na", ["", "", "a"]), ("", []), ("\n", [""]),
      (" ", ["=20"]),
    ])
  func encodes(_ text: String, as lines: [String]) {
    #expect(QuotedPrintable(encoding: text).lines == lines)
  }

  @Test func leavesALineOf76CharactersWhole() {
    let line = String(repeating: "a", count: 76)
    #expect(QuotedPrintable(encoding: line).lines == [line])
  }

  @Test func breaksALineOf77CharactersSoftly() {
    let lines = QuotedPrintable(encoding: String(repeating: "a", count: 77)).lines
    #expect(lines == [String(repeating: "a", count: 75) + "=", "aa"])
  }

  @Test func protectsTheStartOfALineAfterASoftBreak() {
    let start = String(repeating: "a", count: 75)
    #expect(QuotedPrintable(encoding: start + ".b").lines == [start + "=", "=2Eb"])
    #expect(QuotedPrintable(encoding: start + "From b").lines == [start + "=", "=46rom b"])
  }

  @Test(
    arguments: [
      String(repeating: "=", count: 500), String(repeating: " ", count: 500),
      String(repeating: ".", count: 500),
      String(repeating: "日本語 ", count: 200), String(repeating: "From ", count: 100),
      (0..<200).map { String(repeating: "x", count: $0) + " ." }.joined(separator: "\n"),
      "tabs\t\n  spaces  \n\n.\n..\nFrom here\n=20\n=\n",
    ])
  func isDecodedByPythonInLinesOf76Characters(_ text: String) async throws {
    #expect(QuotedPrintable(encoding: text).lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix(".") })
    let read = try await ReferenceMessage(parsing: .sample(body: text))
    #expect(read.body == (text.hasSuffix("\n") ? text : text + "\n"))
  }
}
