import Testing

@testable import Afterglow

/// RFC 9110, section 8.8.3.
@Suite struct EntityTagTests {
  @Test(arguments: [
    (#""a""#, EntityTag(opaque: "a")), (#"W/"a""#, EntityTag(opaque: "a", isWeak: true)),
    (#""""#, EntityTag(opaque: "")),
    (#""a,b""#, EntityTag(opaque: "a,b")), (#""ü""#, EntityTag(opaque: "ü")),
    (#""W/a""#, EntityTag(opaque: "W/a")),
  ])
  func `a tag is read and written`(text: String, tag: EntityTag) {
    #expect(EntityTag(fieldValue: text) == tag)
    #expect("\(tag)" == text)
  }

  @Test(arguments: [
    "", "a", #""a"#, #"a""#, #"w/"a""#, #"W/ "a""#, #""a" "#, #""a b""#, #""a"b"#, "\"a\u{7F}\"", "*",
  ])
  func `what is none is refused`(text: String) {
    #expect(EntityTag(fieldValue: text) == nil)
  }

  @Test(arguments: [
    (#""1""#, #""1""#, true, true), (#""1""#, #""2""#, false, false), (#"W/"1""#, #""1""#, false, true),
    (#"W/"1""#, #"W/"1""#, false, true), (#"W/"1""#, #"W/"2""#, false, false),
  ])
  func `comparison is as in the table of section 8.8.3_2`(
    first: String, second: String, strongly: Bool, weakly: Bool
  ) throws {
    let (first, second) = (
      try #require(EntityTag(fieldValue: first)), try #require(EntityTag(fieldValue: second))
    )
    #expect(first.matchesStrongly(second) == strongly)
    #expect(second.matchesStrongly(first) == strongly)
    #expect(first.matchesWeakly(second) == weakly)
    #expect(second.matchesWeakly(first) == weakly)
  }

  @Test func `a list has tags with commas between, or is any`() {
    #expect(EntityTag.List("*") == .any)
    let tags = [EntityTag(opaque: "a"), EntityTag(opaque: "b,c", isWeak: true), EntityTag(opaque: "d")]
    #expect(EntityTag.List(#""a", W/"b,c" ,"d""#) == .tags(tags))
    #expect(EntityTag.List(#", ,"a",,W/"b,c","d","#) == .tags(tags))
  }

  @Test(arguments: [#""a" "b""#, #""a", b"#, #"*, "a""#, #""a"#])
  func `a malformed list names no version`(value: String) {
    #expect(EntityTag.List(value) == .tags([]))
  }

  @Test func `tags are compared by bytes`() {
    let (composed, decomposed) = (EntityTag(opaque: "\u{E9}"), EntityTag(opaque: "e\u{301}"))
    #expect(composed != decomposed)
    #expect(!composed.matchesStrongly(decomposed))
    #expect(!composed.matchesWeakly(decomposed))
  }

  @Test func `a combining character belongs to no quote or comma`() {
    #expect(EntityTag(fieldValue: "\"a\u{301}\"") == EntityTag(opaque: "a\u{301}"))
    #expect(EntityTag(fieldValue: "\"\u{301}a\"") == EntityTag(opaque: "\u{301}a"))
    #expect(EntityTag(fieldValue: "\"a\"\u{301}") == nil)
    #expect(EntityTag.List("\"a\",\u{301}\"b\"").isMalformed)
  }
}
