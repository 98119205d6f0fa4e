import Afterglow
import AfterglowTesting
import Foundation
import HTTPTypes
import Testing

@Suite struct HandlerParameterTests {
  private struct Input: Content { var name: String }

  /// A type of one's own, out of the request's head.
  private struct Language: RequestExtractable {
    let code: String

    static func extract(from context: inout ExtractionContext) throws -> Language {
      guard let code = context.request.headers[.acceptLanguage] else {
        throw HTTPError(.notAcceptable, detail: "Say in which language.")
      }
      return Language(code: code)
    }
  }

  /// One that is looked up, asynchronously.
  private struct LoadedUser: RequestExtractable {
    let name: String

    static var extractionSource: ExtractionSource { .pathSegment }

    static func extract(from context: inout ExtractionContext) async throws -> LoadedUser {
      let (name, value) = try context.takePathSegment()
      await Task.yield()
      return LoadedUser(name: "\(name)=\(value)")
    }
  }

  @Test func `path values bind to the segments in order`() async throws {
    let app = Application()
    app.get("/{a}/x/{b}/{c}") { (a: Int, b: String, c: Bool) in "\(a) \(b) \(c)" }
    #expect(try await InProcessClient(app).get("/1/x/two/true").text == "1 two true")
  }

  @Test func `path values, the body and the request come in any order`() async throws {
    let app = Application()
    app.post("/1/{a}/{b}") { (request: Request, a: Int, input: Input, b: String) in
      "\(request.path) \(a) \(input.name) \(b)"
    }
    app.post("/2/{a}/{b}") { (a: Int, b: String, input: Input, request: Request) in
      "\(request.path) \(a) \(input.name) \(b)"
    }
    let client = try InProcessClient(app)
    #expect(await client.post("/1/7/x", json: #"{"name":"Ada"}"#).text == "/1/7/x 7 Ada x")
    #expect(await client.post("/2/7/x", json: #"{"name":"Ada"}"#).text == "/2/7/x 7 Ada x")
  }

  @Test func `the request has the segments by name as well`() async throws {
    let app = Application()
    app.get("/{a}/{b}") { (a: Int, b: Int, request: Request) in
      [request.pathParameters["b"], request.pathParameters["a"], request.pathParameters["c"]].map {
        $0 ?? "-"
      }
    }
    #expect(try await InProcessClient(app).get("/1/2").text == #"["2","1","-"]"#)
  }

  @Test func `a handler may take nothing, or the request more than once`() async throws {
    let app = Application()
    app.get("/1") { "nothing" }
    app.get("/2") { (one: Request, two: Request) in "\(one.id == two.id)" }
    let client = try InProcessClient(app)
    #expect(await client.get("/1").text == "nothing")
    #expect(await client.get("/2").text == "true")
  }

  @Test func `a type of one's own is taken from the request, and refuses it`() async throws {
    let app = Application()
    app.get("/{id}") { (language: Language, id: Int) in "\(language.code) \(id)" }
    let client = try InProcessClient(app)
    #expect(await client.get("/7", headers: [.acceptLanguage: "de"]).text == "de 7")
    let refused = await client.get("/7")
    #expect(refused.status == .notAcceptable)
    #expect(refused.text == #"{"detail":"Say in which language."}"#)
  }

  @Test func `a type of one's own takes a segment, asynchronously`() async throws {
    let app = Application()
    app.get("/{user}/{id}") { (user: LoadedUser, id: Int) in "\(user.name) \(id)" }
    #expect(try await InProcessClient(app).get("/ada/7").text == "user=ada 7")
  }

  @Test func `the handler is not called when a value can't be had`() async throws {
    let journal = Journal()
    let app = Application()
    app.post("/{id}") { (id: Int, input: Input) in
      journal.write("called")
      return "ok"
    }
    let client = try InProcessClient(app)
    _ = await client.post("/x", json: #"{"name":"Ada"}"#)
    _ = await client.post("/1", json: "{}")
    #expect(journal.entries.isEmpty)
    #expect(await client.post("/1", json: #"{"name":"Ada"}"#).status == .created)
    #expect(journal.entries == ["called"])
  }

  @Test func `a function is a handler as a closure is, synchronous or asynchronous`() async throws {
    @Sendable func double(_ number: Int) -> String { "\(number * 2)" }
    @Sendable func half(_ number: Int) async throws -> String {
      await Task.yield()
      return "\(number / 2)"
    }
    let app = Application()
    app.get("/double/{number}", double)
    app.get("/half/{number}", half)
    let client = try InProcessClient(app)
    #expect(await client.get("/double/21").text == "42")
    #expect(await client.get("/half/84").text == "42")
  }
}
