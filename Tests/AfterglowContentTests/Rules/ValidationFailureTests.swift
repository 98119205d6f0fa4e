import Testing

@testable import AfterglowContent

@Suite struct ValidationFailureTests {
  @Test(
    arguments: [
      ([], ""), ([.key("email")], "email"), ([.key("items"), .index(2), .key("price")], "items[2].price"),
      ([.index(0), .index(1)], "[0][1]"), ([.index(0), .key("a")], "[0].a"),
      ([.key("prices"), .key("a.b"), .key("c")], #"prices["a.b"].c"#), ([.key("")], #"[""]"#),
      ([.key("a\n\"b")], #"["a\n\"b"]"#), ([.key("größe"), .key("名前"), .key("a-b_1")], "größe.名前.a-b_1"),
    ] as [([ValidationFailure.Position], String)])
  func `a place is written as people write it`(location: [ValidationFailure.Position], path: String) {
    #expect(ValidationFailure(type: "missing", location: location, message: "Field required").path == path)
  }

  @Test func `a failure is described by its place and its message, without what was sent`() {
    let failure = ValidationFailure(
      type: "int_type", location: [.key("items"), .index(2)], message: "Input should be a valid integer",
      input: .string("secret"))
    #expect("\(failure)" == "items[2]: Input should be a valid integer")
    #expect("\(failure.location)" == "[items, [2]]")
    let other = ValidationFailure(type: "list_type", location: [], message: "Input should be a valid array")
    #expect("\(ValidationError([failure, other]))" == "\(failure); Input should be a valid array")
  }
}
