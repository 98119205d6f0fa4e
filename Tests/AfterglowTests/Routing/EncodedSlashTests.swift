import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

/// What `%2F` is, and isn't, taken for.
///
/// A web server decodes a path as a whole and takes `.` and `..` out before it looks at its rules; the router decodes each
/// segment by itself. What the two would take for different things is nobody's.
@Suite struct EncodedSlashTests {
  private func client() throws -> InProcessClient {
    let app = Application()
    app.get("/users/{name}") { (name: String) in "user \(name)" }
    app.get("/admin/{name}") { (name: String) in "admin \(name)" }
    app.get("/{page}") { (page: String) in "page \(page)" }
    app.get("/public/{file}") { (file: String) in "public \(file)" }
    return try InProcessClient(app)
  }

  @Test func `A slash that came encoded is part of the segment's value`() async throws {
    #expect(try await client().get("/users/a%2Fb").text == "user a/b")
    #expect(try await client().get("/unknown%2Fb").text == "page unknown/b")
  }

  @Test(arguments: [
    "/admin/..%2Fpublic", "/admin/x%2F..%2F..%2Fpublic", "/admin/.%2Fx", "/admin/x%2F", "/admin/%2Fx",
    "/admin/x%2F%2Fy", "/admin/%2e%2e%2fpublic",
  ])
  func `A segment that hides a step elsewhere is no value`(path: String) async throws {
    #expect(try await client().get(path).status == .notFound)
  }

  @Test func `A path that is another route's when its slashes are decoded is nobody's`() async throws {
    #expect(try await client().get("/public%2Fx").status == .notFound)
    #expect(try await client().get("/admin%2Fx").status == .notFound)
  }

  @Test func `A number sign in a path is refused`() async throws {
    #expect(try await client().get("/users/a#/../x").status == .badRequest)
  }
}
