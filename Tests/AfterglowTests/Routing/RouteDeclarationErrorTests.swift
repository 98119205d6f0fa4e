import Afterglow
import FastCGI
import HTTPTypes
import Testing

@Suite struct RouteDeclarationErrorTests {
  private struct Input: Content { var name: String }
  private typealias Reason = RouteDeclarationError.Reason

  private func errors(_ declare: (Application) -> Void) -> [RouteDeclarationError] {
    let app = Application()
    declare(app)
    do throws(RouteDeclarationErrors) {
      _ = try app.service()
      return []
    } catch {
      return error.errors
    }
  }

  @Test(arguments: ["", "a", "a/b", "{x}", "http://example.org/"])
  func `a path has to begin with a slash`(path: String) {
    let reasons = errors { $0.get(path) { (request: Request) in "a" } }.map(\.reason)
    #expect(reasons == [.pathWithoutSlash])
  }

  @Test(arguments: [
    "{", "}", "{}", "{a", "a}", "a{b}", "{a}b", "{a}{b}", "{{a}}", "{a b}", "{a-b}", "{a:int}", "{*}",
  ])
  func `a parameter takes a whole segment and has a plain name`(segment: String) {
    let reasons = errors { $0.get("/x/\(segment)/y") { (request: Request) in "a" } }.map(\.reason)
    #expect(reasons == [.malformedSegment(segment)])
  }

  private enum Spaced: HeaderKey {
    static let name = "X Tenant"
  }

  @Test func `a handler can't take a header field whose name no field can have`() {
    let reasons = errors {
      $0.get("/a") { (tenant: Header<Spaced>) in tenant.value }
      $0.get("/b") { (tenant: Header<Spaced>?) in tenant?.value ?? "" }
    }.map(\.reason)
    #expect(reasons == [.invalidHeaderName("X Tenant"), .invalidHeaderName("X Tenant")])
  }

  @Test func `two segments can't have one name`() {
    let reasons = errors { $0.get("/{a}/{b}/{a}") { (request: Request) in "a" } }.map(\.reason)
    #expect(reasons == [.duplicateSegmentName("a")])
  }

  @Test(arguments: ["", ".", ".."])
  func `a segment that no web server passes on is refused`(segment: String) {
    let reasons = errors { $0.get("/a/\(segment)/b") { (request: Request) in "a" } }.map(\.reason)
    #expect(reasons == [.unreachableSegment(segment)])
  }

  @Test(arguments: ["a", "/a/", "/", "a/"])
  func `an include's prefix begins with a slash and ends without one`(prefix: String) {
    let reasons = errors { app in
      app.include(prefix) { $0.get("/b") { (request: Request) in "a" } }
    }.map(\.reason)
    #expect(reasons == [.malformedPrefix(prefix)])
  }

  @Test func `nothing follows a remainder`() {
    let reasons = errors { $0.get("/{rest...}/b") { (request: Request) in "a" } }.map(\.reason)
    #expect(reasons == [.remainderNotLast("rest")])
  }

  @Test func `a remainder goes to a path remainder and nothing else does`() {
    let reasons = errors {
      $0.get("/a/{rest...}") { (rest: String) in rest }
      $0.get("/b/{rest}") { (rest: PathRemainder) in "b" }
    }.map(\.reason)
    #expect(
      reasons == [
        .remainderAndParameters(path: "/a/{rest...}", parameters: ["String"]),
        .remainderAndParameters(path: "/b/{rest}", parameters: ["PathRemainder"]),
      ])
  }

  @Test func `there has to be a parameter for each segment, and the other way round`() {
    let reasons = errors {
      $0.get("/1/{id}") { "too few" }
      $0.get("/2/{id}") { (one: Int, two: String) in "too many" }
      $0.get("/3") { (one: Int) in "no segment" }
      $0.get("/4/{a}/{b}") { (one: Int, request: Request) in "some of them" }
      $0.post("/5/{a}") { (input: Input) in "body only" }
    }.map(\.reason)
    let expected: [Reason] = [
      .segmentsAndParameters(segments: ["id"], parameters: []),
      .segmentsAndParameters(segments: ["id"], parameters: ["Int", "String"]),
      .segmentsAndParameters(segments: [], parameters: ["Int"]),
      .segmentsAndParameters(segments: ["a", "b"], parameters: ["Int"]),
      .segmentsAndParameters(segments: ["a"], parameters: []),
    ]
    #expect(reasons == expected)
  }

  @Test func `a handler may look segments up in its request instead`() {
    #expect(errors { $0.get("/{a}/{b}") { (request: Request) in "a" } }.isEmpty)
  }

  @Test func `one parameter may take the body`() {
    let reasons = errors {
      $0.post("/1") { (one: Input, two: Input) in "a" }
      $0.post("/2") { (one: Input, two: BodyStream) in "a" }
      $0.post("/3") { (one: [Input], two: BodyStream) in "a" }
      $0.post("/4") { (one: Input, request: Request) in "a" }
    }.map(\.reason)
    #expect(
      reasons == [
        .bodyTakenTwice(parameters: ["Input", "Input"]),
        .bodyTakenTwice(parameters: ["Input", "BodyStream"]),
        .bodyTakenTwice(parameters: ["Array<Input>", "BodyStream"]),
      ])
  }

  @Test func `a method and path can be declared once, whatever the parameters are called`() {
    let errors = errors {
      $0.get("/users/{id}", fileID: "Routes.swift", line: 1) { (id: Int) in "a" }
      $0.post("/users/{id}") { (id: Int) in "a" }
      $0.get("/users/{name}") { (name: String) in "a" }
    }
    #expect(errors.map(\.reason) == [.conflict(with: "GET /users/{id}", at: "Routes.swift:1")])
    #expect(errors.first?.route == "GET /users/{name}")
  }

  @Test func `a route of several methods conflicts in any of them`() {
    let errors = errors {
      $0.put("/a", fileID: "Routes.swift", line: 1) { "a" }
      $0.route(methods: [.get, .put], "/a") { "a" }
    }
    #expect(errors.map(\.reason) == [.conflict(with: "PUT /a", at: "Routes.swift:1")])
    #expect(errors.first?.route == "GET, PUT /a")
  }

  @Test func `an error says which route, where it was declared, and what is wrong`() throws {
    let errors = errors { $0.delete("/a/{id}") { "a" } }
    let line = #line - 1
    let error = try #require(errors.first)
    #expect(error.route == "DELETE /a/{id}")
    #expect(error.place == "\(#fileID):\(line)")
    #expect(
      error.description.hasPrefix(
        "\(#fileID):\(line): DELETE /a/{id}: the path has 1 {name} segment(s) (id) and the handler takes 0"))
  }

  @Test func `everything that is wrong is reported at once, a line each`() {
    let app = Application()
    app.get("a") { "no slash" }
    app.get("/fine") { "fine" }
    app.get("/{id") { "malformed" }
    app.get("/fine") { "twice" }
    let errors = #expect(throws: RouteDeclarationErrors.self) { try app.service() }
    let lines = errors?.description.split(separator: "\n") ?? []
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasPrefix(#fileID) })
  }

  @Test func `A route without a method`() {
    let reasons = errors { $0.route(methods: [], "/a") { "a" } }.map(\.reason)
    #expect(reasons == [.noMethod])
  }

  @Test(arguments: ["b?c={d}", "b#c"]) func `A path that goes on behind its end`(segment: String) {
    let reasons = errors { $0.get("/a/\(segment)") { "a" } }.map(\.reason)
    #expect(reasons == [.pathWithQuery(segment)])
  }
}
