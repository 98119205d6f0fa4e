import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

/// A path is bytes to a web server, and to its rules; to Swift, some of them together are one character, or another
/// character's equal.
@Suite struct CombiningCharacterTests {
  private func client() throws -> InProcessClient {
    let app = Application()
    app.get("/Keys/{name}") { (name: String) in "key \(name)" }
    app.get("/café") { "café" }
    app.get("/files/{rest...}") { (rest: PathRemainder) in rest.segments.joined(separator: "|") }
    app.get("/pages/{name}") { (name: String) in "page \(name)" }
    app.get("/{any}") { (any: String) in "any \(any)" }
    app.get("/search") { (search: Query<[String: String]>) in
      search.value.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }
    return try InProcessClient(app)
  }

  @Test func `A literal segment is not found under a canonical equivalent`() async throws {
    #expect(try await client().get("/Keys/a").text == "key a")
    // The Kelvin sign.
    #expect(try await client().get("/%E2%84%AAeys/a").status == .notFound)
    #expect(try await client().get("/caf%C3%A9").text == "café")
    #expect(try await client().get("/cafe%CC%81").text == "any cafe\u{301}")
  }

  @Test func `A slash separates, whatever follows it`() async throws {
    #expect(try await client().get("/pages/\u{338}x").text == "page \u{338}x")
    #expect(try await client().get("/files/a/\u{338}b").text == "a|\u{338}b")
    #expect(try await client().get("/\u{338}x").text == "any \u{338}x")
  }

  @Test(arguments: [
    "/pages/..%2F%CC%B8x", "/files/..%2F%CC%B8x", "/files/a%2F%CC%B8b", "/pages/x%2F%CC%B8%2F..",
  ])
  func `An encoded slash does too`(path: String) async throws {
    #expect(try await client().get(path).status == .notFound)
  }

  @Test func `A query's marks do`() async throws {
    #expect(
      try await client().get("/search?a=1&\u{301}b=2&c=\u{301}3+\u{301}4").text
        == "a:1 c:\u{301}3 \u{301}4 \u{301}b:2")
    #expect(try await client().get("/search?\u{301}a=1").text == "\u{301}a:1")
  }
}
