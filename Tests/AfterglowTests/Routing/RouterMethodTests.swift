import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct RouterMethodTests {
  private func client(_ declare: (Application) -> Void) throws -> InProcessClient {
    let app = Application(logger: RecordedLog().logger)
    declare(app)
    return try InProcessClient(app)
  }

  @Test func `an unknown path is a 404 that names it`() async throws {
    let exchange = try await client { $0.get("/a") { "a" } }.get("/b?c=d")
    #expect(exchange.status == .notFound)
    #expect(exchange.text == #"{"detail":"There is nothing at /b."}"#)
    #expect(exchange.headers[.contentType] == "application/json")
    #expect(exchange.headers[.allow] == nil)
  }

  @Test func `another method is a 405 with all that are allowed`() async throws {
    let client = try client {
      $0.get("/a") { "a" }
      $0.put("/a") { "a" }
    }
    let exchange = await client.send(method: .post, target: "/a")
    #expect(exchange.status == .methodNotAllowed)
    #expect(exchange.headers[values: .allow] == ["GET, HEAD, OPTIONS, PUT"])
    #expect(exchange.text == #"{"detail":"Method POST is not allowed for /a."}"#)
  }

  @Test func `HEAD is not allowed where GET is not`() async throws {
    let client = try client { $0.post("/a") { "a" } }
    #expect(await client.get("/a").headers[.allow] == "OPTIONS, POST")
    #expect(await client.send(method: .head, target: "/a").status == .methodNotAllowed)
  }

  @Test func `the methods of every branch that fits are allowed`() async throws {
    let client = try client {
      $0.put("/a/me") { "a" }
      $0.delete("/a/{id}") { (id: String) in "a" }
      $0.post("/{x}/{y}") { (x: String, y: String) in "a" }
      $0.patch("/b/me") { "b" }
    }
    #expect(await client.get("/a/me").headers[.allow] == "DELETE, OPTIONS, POST, PUT")
    #expect(await client.get("/a/7").headers[.allow] == "DELETE, OPTIONS, POST")
  }

  @Test func `a literal branch without the method leaves it to the parameter's`() async throws {
    let client = try client {
      $0.put("/a/me") { "put me" }
      $0.get("/a/{id}") { (id: String) in "get \(id)" }
    }
    #expect(await client.get("/a/me").text == "get me")
    #expect(await client.send(method: .put, target: "/a/me").text == "put me")
  }

  @Test func `HEAD is GET without its body`() async throws {
    let client = try client {
      $0.get("/{x}") { (x: String) in Response(status: .accepted, headers: [.eTag: x], body: .text("a")) }
    }
    let exchange = await client.send(method: .head, target: "/b")
    #expect(exchange.status == .accepted)
    #expect(exchange.headers[.eTag] == "b")
    #expect(exchange.body.isEmpty)
  }

  @Test func `HEAD answers GET's errors`() async throws {
    let client = try client {
      $0.get("/{x}") { (x: Int) -> String in throw HTTPError(.gone) }
    }
    #expect(await client.send(method: .head, target: "/1").status == .gone)
    #expect(await client.send(method: .head, target: "/x").status == .badRequest)
  }

  @Test func `OPTIONS says what is allowed`() async throws {
    let client = try client { $0.get("/a") { "a" } }
    let exchange = await client.send(method: .options, target: "/a")
    #expect(exchange.status == .noContent)
    #expect(exchange.headers[.allow] == "GET, HEAD, OPTIONS")
    #expect(await client.send(method: .options, target: "/b").status == .notFound)
  }

  @Test func `a handler for HEAD or OPTIONS takes the automatic one's place`() async throws {
    let client = try client {
      $0.get("/a") { Response(headers: [.eTag: "get"]) }
      $0.head("/a") { Response(headers: [.eTag: "head"]) }
      $0.options("/a") { "options" }
    }
    #expect(await client.send(method: .head, target: "/a").headers[.eTag] == "head")
    let options = await client.send(method: .options, target: "/a")
    #expect(options.status == .ok)
    #expect(options.text == "options")
    #expect(await client.send(method: .put, target: "/a").headers[.allow] == "GET, HEAD, OPTIONS")
  }

  @Test(arguments: ["BREW", "get", "X-1", "CONNECT", "TRACE"])
  func `a method nobody has heard of is a 405 where there is something, and a 404 where there is not`(
    name: String
  ) async throws {
    let method = try #require(HTTPRequest.Method(rawValue: name))
    let client = try client { $0.get("/a") { "a" } }
    #expect(await client.send(method: method, target: "/a").status == .methodNotAllowed)
    #expect(await client.send(method: method, target: "/b").status == .notFound)
  }

  @Test func `a method of one's own can have a route`() async throws {
    let brew = try #require(HTTPRequest.Method(rawValue: "BREW"))
    let client = try client {
      $0.route(methods: [brew, .post], "/pot") { (request: Request) in request.method.rawValue }
    }
    #expect(await client.send(method: brew, target: "/pot").text == "BREW")
    #expect(await client.send(method: .post, target: "/pot").text == "POST")
    #expect(await client.get("/pot").headers[.allow] == "BREW, OPTIONS, POST")
  }
}
