import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct CookiesTests {
  @Test func `A cookie is found by its name`() {
    let cookies = Cookies(fieldValues: ["theme=dark; lang=de"])
    #expect(cookies["theme"] == "dark")
    #expect(cookies["lang"] == "de")
    #expect(cookies["other"] == nil)
  }

  @Test func `Names are told apart by their code points`() {
    let cookies = Cookies(fieldValues: ["\u{E9}=1; e\u{301}=2; \u{E9}=3"])
    #expect(cookies["\u{E9}"] == "1")
    #expect(cookies["e\u{301}"] == "2")
    #expect(cookies.values(of: "\u{E9}") == ["1", "3"])
    #expect(cookies.names.count == 2)
  }

  @Test func `Names of many marks are read in a time that grows with their size`() {
    let growth = CPUTimeGrowth(from: 1 << 12) { size in
      (0..<4).map { "a" + String(repeating: "\u{301}\u{323}", count: size / 16) + "\($0)=1" }.joined(
        separator: ";")
    } of: { field in
      let cookies = Cookies(fieldValues: [field])
      _ = (cookies.names, cookies["other"], cookies.values(of: "a\u{301}"))
    }
    #expect(growth.isLinear, "\(growth)")
  }

  @Test func `Names are case-sensitive`() {
    #expect(Cookies(fieldValues: ["Theme=dark"])["theme"] == nil)
  }

  @Test func `Of several with one name the first counts, and all can be had`() {
    let cookies = Cookies(fieldValues: ["a=1; b=2; a=3"])
    #expect(cookies["a"] == "1")
    #expect(cookies.values(of: "a") == ["1", "3"])
    #expect(cookies.names == ["a", "b"])
  }

  @Test func `The cookies of several fields are one list`() {
    let cookies = Cookies(fieldValues: ["a=1", "b=2; c=3"])
    #expect(cookies.names == ["a", "b", "c"])
  }

  @Test(arguments: [
    ("a=", ""), ("a=b=c", "b=c"), ("a=\"x y\"", "\"x y\""), ("a=1,2", "1,2"), ("\t a \t=\t 1 \t", "1"),
    ("a=%41", "%41"),
    (";;; a=1 ;", "1"), ("a=ü", "ü"),
  ])
  func `What clients send in practice is read`(text: String, value: String) {
    #expect(Cookies(fieldValues: [text])["a"] == value)
  }

  @Test(arguments: ["", ";", "a", "=a", " = a", " ; =; "])
  func `What has no name is left out`(text: String) {
    #expect(Cookies(fieldValues: [text]).names.isEmpty)
  }

  @Test func `A semicolon separates, whatever follows it`() {
    #expect(Cookies(fieldValues: ["a=1;\u{301}b=2"]).names == ["a", "\u{301}b"])
  }

  @Test func `A handler takes them as a parameter`() async throws {
    let app = Application()
    app.get("/") { (cookies: Cookies) in cookies.names.map { "\($0)=\(cookies[$0] ?? "")" } }
    let exchange = try await InProcessClient(app).get("/", headers: [.cookie: "a=1; b=2"])
    #expect(exchange.text == #"["a=1","b=2"]"#)
  }

  @Test func `A handler that looks for them finds none where none came`() async throws {
    let app = Application()
    app.get("/") { (request: Request) in request.cookies.names }
    #expect(try await InProcessClient(app).get("/").text == "[]")
  }

  @Test func `No text that a client sends makes more cookies than it has equals signs`() {
    var random = SeededGenerator(seed: 6265)
    let alphabet: [Character] = [
      "=", ";", " ", "\t", "\"", ",", "a", "b", "%", "\\", "ü", "\u{0}", "\u{301}",
    ]
    for _ in 0..<10_000 {
      let text = String(
        (0..<Int.random(in: 0..<40, using: &random)).map { _ in
          alphabet.randomElement(using: &random) ?? "="
        })
      let cookies = Cookies(fieldValues: [text])
      let equalsSigns = text.utf8.count { $0 == UInt8(ascii: "=") }
      if cookies.names.count > equalsSigns || cookies.names.contains("") {
        Issue.record("\(text.debugDescription) is read as \(cookies.names)")
        return
      }
    }
  }
}
