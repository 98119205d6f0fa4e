import Testing

@testable import AfterglowContent

@Suite struct MultipartParserTests {
  /// What a body says, its content put together: `name(filename):content`.
  private func parts(
    _ body: String, limits: MultipartLimits = MultipartLimits(), by size: Int = .max
  ) throws -> [String] {
    try ParsedForm(Array(body.utf8), limits: limits) { _ in size }.summary
  }

  private static let whole =
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
    + "--b\r\ncontent-disposition:form-data;name=f;filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n"
    + "\r\n--\r\n--c\r\n\r\n--b--\r\n"

  @Test func `a body is the same in pieces of every size`() throws {
    for size in 1...Self.whole.utf8.count {
      #expect(
        try parts(Self.whole, by: size) == ["a:1", "f(x.txt):\r\n--\r\n--c\r\n"], "in pieces of \(size)")
    }
  }

  @Test func `what is before the first boundary and behind the last is passed over`() throws {
    #expect(try parts("before\r\n" + Self.whole + "\r\n--b\r\nbehind").count == 2)
  }

  @Test func `a part may be empty, with or without a line of its own`() throws {
    let head = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"
    #expect(try parts(head + "\r\n--b--") == ["a:"])
    #expect(try parts(head + "--b--") == ["a:"])
  }

  @Test func `white space may stand behind a boundary`() throws {
    let text = "--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b-- \t\r\n"
    #expect(try parts(text) == ["a:1"])
  }

  @Test func `a body cut off anywhere is unfinished`() throws {
    let body = Self.whole.utf8.dropLast(2)
    for count in 0..<body.count {
      #expect(throws: MultipartError.malformed(.unfinished)) { try parts(String(body.prefix(count)) ?? "") }
    }
  }

  @Test(
    arguments: [
      ("--b\r\n\r\n1\r\n--b--", MultipartError.malformed(.noDisposition)),
      ("--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--", .malformed(.noDisposition)),
      ("--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--", .malformed(.noDisposition)),
      ("--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--b--", .malformed(.noDisposition)),
      (
        "--b\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--b--",
        .malformed(.noDisposition)
      ),
      ("--b\r\nno colon\r\n\r\n1\r\n--b--", .malformed(.headerLine)),
      ("--b\r\nX: 1\n\r\n1\r\n--b--", .malformed(.headerLine)),
      ("--b\r\nX: a\r\n folded\r\n\r\n1\r\n--b--", .malformed(.headerLine)),
      ("--b\r\nX: \u{0}\r\n\r\n1\r\n--b--", .malformed(.headerLine)),
      ("--b\r\n: x\r\n\r\n1\r\n--b--", .malformed(.headerLine)),
      ("--bc\r\n", .malformed(.delimiterLine)),
      ("--b--xy", .malformed(.delimiterLine)),
      (
        "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n--b--",
        .malformed(.transferEncoding)
      ),
    ])
  func `what doesn't keep to the form is malformed, in pieces as well`(body: String, error: MultipartError) {
    for size in [1, 2, 3, .max] {
      #expect(throws: error) { try parts(body, by: size) }
    }
  }

  @Test func `parts and their heads are limited`() throws {
    #expect(throws: MultipartError.overLimit(.parts(1))) {
      try parts(Self.whole, limits: MultipartLimits(maxParts: 1))
    }
    #expect(throws: MultipartError.overLimit(.partHeadSize(64))) {
      try parts(
        "--b\r\nX: " + String(repeating: "y", count: 80), limits: MultipartLimits(maxPartHeadSize: 64))
    }
  }

  @Test func `file names are without folders, and names as browsers escape them`() throws {
    func name(_ disposition: String) throws -> [String] {
      try parts("--b\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n\r\n--b--")
    }
    #expect(try name(#"name="a"; filename="../../etc/passwd""#) == ["a(passwd):"])
    #expect(try name(#"name="a"; filename="C:\Users\x.txt""#) == ["a(x.txt):"])
    #expect(try name(#"name="a"; filename="..""#) == ["a():"])
    #expect(try name(#"name="a%22b\"c;d""#) == [#"a"b"c;d:"#])
  }

  @Test func `no more than the beginning of a boundary is held back`() throws {
    var parser = MultipartParser(boundary: try ParsedForm.boundary("b"), limits: MultipartLimits())
    _ = try parser.parse(Array("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8))
    for _ in 0..<100 {
      _ = try parser.parse(Array("\r\n--\r\n-\r".utf8))
      #expect(parser.heldCount < 8)
    }
  }
}
