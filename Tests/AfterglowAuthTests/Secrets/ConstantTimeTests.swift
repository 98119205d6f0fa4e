import AfterglowAuth
import Testing

@Suite struct ConstantTimeTests {
  @Test(arguments: [
    "", "a", "a long secret of more than a block of the hash, which is 64 bytes", "\u{0}", "é",
  ])
  func `A text is equal to itself`(text: String) {
    #expect(ConstantTime.equal(text, text))
  }

  @Test(arguments: [
    ("", "a"), ("a", "b"), ("a", "aa"), ("a", "a\u{0}"), ("a", "A"), ("\u{E9}", "e\u{301}"),
  ])
  func `Others are not, also where Swift holds them for the same`(first: String, second: String) {
    #expect(!ConstantTime.equal(first, second))
  }
}
