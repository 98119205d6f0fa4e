import Foundation
import Testing

@testable import AfterglowContent

@Suite struct FormTreeTests {
  private func tree(_ text: String) throws -> String {
    String(decoding: try JSONContent.encode(FormTree(text, of: "form").value), as: UTF8.self)
  }

  @Test(arguments: [
    ("", "{}"), ("a", #"{"a":""}"#), ("a=b=c", #"{"a":"b=c"}"#), ("a=1&a=2", #"{"a":["1","2"]}"#),
    ("a[]=1", #"{"a":"1"}"#), ("a[]=1&a[]=2", #"{"a":["1","2"]}"#), ("a%5Bb%5D=1", #"{"a":{"b":"1"}}"#),
    ("a[b][c]=1&a[b][d]=2", #"{"a":{"b":{"c":"1","d":"2"}}}"#),
    ("a[0][b]=1&a[1][b]=2", #"{"a":[{"b":"1"},{"b":"2"}]}"#),
    ("a[1]=x&a[0]=y", #"{"a":["y","x"]}"#), ("a[1]=x", #"{"a":{"1":"x"}}"#),
    ("a[01]=x", #"{"a":{"01":"x"}}"#),
    ("a[999999999999]=x", #"{"a":{"999999999999":"x"}}"#), ("0=a&1=b", #"{"0":"a","1":"b"}"#),
    ("=a", #"{"":"a"}"#),
  ])
  func `names with brackets are values inside values`(text: String, json: String) throws {
    #expect(try tree(text) == json)
  }

  @Test(arguments: ["a[", "a]", "a[b", "a[b]c", "[a]", "[]", "a[[b]]", "a[b]]", "a[b[c]]", "a[b][", "a][b]"])
  func `a name whose brackets don't match is a name as it stands`(name: String) throws {
    #expect(try tree("\(name)=1") == #"{"\#(name)":"1"}"#)
  }

  @Test func `names are nested 16 deep at most`() throws {
    func nested(_ depth: Int) -> String { "a" + String(repeating: "[b]", count: depth - 1) + "=1" }
    #expect(throws: Never.self) { try FormTree(nested(16), of: "form") }
    #expect(throws: FormError.self) { try FormTree(nested(17), of: "form") }
    #expect(throws: FormError.self) { try FormTree(nested(100_000), of: "form") }
  }

  @Test func `names are told apart by their code points`() throws {
    // To Swift's String these are one name.
    let tree = try FormTree("\u{E9}=1&e\u{301}[b]=2&x[\u{E9}]=3&x[e\u{301}][b]=4", of: "form")
    #expect(try tree.value["\u{E9}"] == .string("1"))
    #expect(try FormTree("\u{E9}=1&e\u{301}=2", of: "form").value["\u{E9}"] == .string("1"))
  }

  @Test func `a name or value with more than thirty marks in a row is refused, and told where`() throws {
    let marks = String(repeating: "\u{323}\u{301}", count: 15)
    #expect(throws: Never.self) { try FormTree("a=1&b\(marks)c\(marks)=\(marks)", of: "form") }
    #expect(throws: FormError.tooManyMarks(part: "name", field: 2, offset: 1, source: "form")) {
      try FormTree("a=1&b\(marks)\u{301}=2", of: "form")
    }
    #expect(throws: FormError.tooManyMarks(part: "name", field: 1, offset: 3, source: "query")) {
      try FormTree("b[c\(marks)\u{301}]=2", of: "query")
    }
    #expect(throws: FormError.tooManyMarks(part: "value", field: 3, offset: 0, source: "form")) {
      try FormTree([("a", ""), ("b", ""), ("c", marks + "\u{301}")])
    }
    #expect(
      "\(FormError.tooManyMarks(part: "value", field: 3, offset: 0, source: "form"))"
        == "The value of field 3 in the form has more than 30 combining marks in a row, from byte 0 on.")
  }

  @Test func `a name can't be both a value and an object`() {
    for text in ["a=1&a[b]=2", "a[b]=2&a=1", "a[b]=1&a[b][c]=2"] {
      #expect(throws: FormError.self) { try FormTree(text, of: "form") }
    }
  }
}

extension FormTree {
  fileprivate var value: JSONValue {
    get throws { try document.anyValue(at: JSONDocument.root) }
  }
}
