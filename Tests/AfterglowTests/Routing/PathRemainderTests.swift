import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct PathRemainderTests {
  private func client() throws -> InProcessClient {
    let app = Application()
    app.get("/pages/{path...}") { (rest: PathRemainder) in rest.segments.joined(separator: "|") }
    app.get("/pages/{one}") { (one: String) in "one \(one)" }
    app.get("/pages/{one}/edit") { (one: String) in "edit \(one)" }
    app.get("/{tenant}/pages/{path...}") { (tenant: String, rest: PathRemainder) in "\(tenant): \(rest.path)"
    }
    return try InProcessClient(app)
  }

  @Test func `It takes all segments that follow, each decoded by itself`() async throws {
    #expect(try await client().get("/pages/a/b%20c/d").text == "a|b c|d")
    #expect(try await client().get("/north/pages/a/b").text == "north: a/b")
  }

  @Test func `What has a route of its own comes before it`() async throws {
    #expect(try await client().get("/pages/a").text == "one a")
    #expect(try await client().get("/pages/a/edit").text == "edit a")
    #expect(try await client().get("/pages/a/view").text == "a|view")
  }

  @Test(arguments: [
    "/pages", "/pages/", "/pages/a/", "/pages//a", "/pages/a/../b", "/pages/a/./b", "/pages/%2e%2e/a",
    "/pages/a%2Fb/c", "/pages/..%2Fa/b",
  ])
  func `It takes nothing that is empty, leads elsewhere or hides a slash`(path: String) async throws {
    #expect(try await client().get(path).status == .notFound)
  }
}
