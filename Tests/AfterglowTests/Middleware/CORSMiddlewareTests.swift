import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct CORSMiddlewareTests {
  private static let shop = "https://shop.example.org"

  private func client(_ cors: CORSMiddleware, also middleware: [any Middleware] = []) throws
    -> InProcessClient
  {
    let app = Application()
    app.add(middleware: cors)
    for middleware in middleware { app.add(middleware: middleware) }
    app.get("/") { "ok" }
    app.get("/fails") { () -> String in throw HTTPError(.conflict) }
    return try InProcessClient(app)
  }

  private func preflight(
    _ client: InProcessClient, origin: String, method: String = "PUT", headers: String? = nil
  ) async -> InProcessExchange {
    var fields: HTTPFields = [.origin: origin, .accessControlRequestMethod: method]
    fields[.accessControlRequestHeaders] = headers
    return await client.send(method: .options, target: "/", headers: fields)
  }

  @Test func `Any origin may read without credentials, and caches may keep one response for all`()
    async throws
  {
    let exchange = try await client(CORSMiddleware(origins: .any)).get("/", headers: [.origin: Self.shop])
    #expect(exchange.headers[.accessControlAllowOrigin] == "*")
    #expect(exchange.headers[.accessControlAllowCredentials] == nil)
    #expect(exchange.headers[.accessControlExposeHeaders] == "X-Request-ID")
    #expect(exchange.headers[.vary] == nil)
  }

  @Test func `An origin that is named may read, with credentials if they are allowed`() async throws {
    let client = try client(CORSMiddleware(origins: .only([Self.shop]), credentials: true))
    let exchange = await client.get("/", headers: [.origin: Self.shop])
    #expect(exchange.headers[.accessControlAllowOrigin] == Self.shop)
    #expect(exchange.headers[.accessControlAllowCredentials] == "true")
    #expect(exchange.headers[.vary] == "Origin")
  }

  @Test(arguments: [
    "https://shop.example.org.evil.example", "http://shop.example.org", "https://example.org", "null",
    "https://shop.example.org:8443", "",
  ])
  func `Another origin may not, and caches keep its response apart`(origin: String) async throws {
    let client = try client(CORSMiddleware(origins: .only([Self.shop]), credentials: true))
    let exchange = await client.get("/", headers: [.origin: origin])
    #expect(exchange.text == "ok")
    #expect(exchange.headers[.accessControlAllowOrigin] == nil)
    #expect(exchange.headers[.accessControlAllowCredentials] == nil)
    #expect(exchange.headers[.vary] == "Origin")
  }

  @Test func `A request without origin gets a response that caches don't give to those with one`()
    async throws
  {
    let exchange = try await client(CORSMiddleware(origins: .only([Self.shop]))).get("/")
    #expect(exchange.headers[.vary] == "Origin")
    #expect(exchange.headers[.accessControlAllowOrigin] == nil)
  }

  @Test func `A closure may choose the origins, and isn't asked for what is none`() async throws {
    let client = try client(
      CORSMiddleware(origins: .matching { $0.hasSuffix(".example.org") || $0 == "null" }))
    #expect(
      await client.get("/", headers: [.origin: Self.shop]).headers[.accessControlAllowOrigin] == Self.shop)
    #expect(await client.get("/", headers: [.origin: "null"]).headers[.accessControlAllowOrigin] == nil)
  }

  @Test func `It answers a browser's question itself`() async throws {
    let client = try client(
      CORSMiddleware(origins: .only([Self.shop]), credentials: true, maxAge: .seconds(60)))
    let exchange = await preflight(client, origin: Self.shop, headers: "x-token, content-type")
    #expect(exchange.status == .noContent)
    #expect(exchange.headers[.accessControlAllowOrigin] == Self.shop)
    #expect(exchange.headers[.accessControlAllowCredentials] == "true")
    #expect(exchange.headers[.accessControlAllowMethods] == "GET, HEAD, POST, PUT, PATCH, DELETE")
    #expect(exchange.headers[.accessControlAllowHeaders] == "x-token, content-type")
    #expect(exchange.headers[.accessControlMaxAge] == "60")
    #expect(
      exchange.headers[values: .vary] == [
        "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers",
      ])
  }

  @Test func `The header fields that may be sent can be named`() async throws {
    let client = try client(CORSMiddleware(origins: .any, requestHeaders: [.authorization]))
    let exchange = await preflight(client, origin: Self.shop, headers: "x-token")
    #expect(exchange.headers[.accessControlAllowHeaders] == "Authorization")
  }

  @Test func `What is no field's name is not given back`() async throws {
    let client = try client(CORSMiddleware(origins: .any))
    let exchange = await preflight(client, origin: Self.shop, headers: "x-token, <b>, ä")
    #expect(exchange.headers[.accessControlAllowHeaders] == "x-token")
  }

  @Test func `The question of an origin that may not is answered without a permission`() async throws {
    let client = try client(CORSMiddleware(origins: .only([Self.shop])))
    let exchange = await preflight(client, origin: "https://evil.example")
    #expect(exchange.status == .noContent)
    #expect(exchange.headers[.accessControlAllowOrigin] == nil)
    #expect(exchange.headers[.accessControlAllowMethods] == nil)
  }

  @Test func `OPTIONS that is no question goes to the routes`() async throws {
    let client = try client(CORSMiddleware(origins: .any))
    let exchange = await client.send(method: .options, target: "/", headers: [.origin: Self.shop])
    #expect(exchange.headers[.allow] == "GET, HEAD, OPTIONS")
    #expect(exchange.headers[.accessControlAllowOrigin] == "*")
  }

  @Test(arguments: [("/fails", 409), ("/nowhere", 404), ("/?refused", 429), ("/?broken", 500)])
  func `A script may read errors, those of other middleware too`(target: String, status: Int) async throws {
    let refusing = MiddlewareHook { request, next in
      if request.query == "refused" { throw HTTPError(.tooManyRequests, headers: [.retryAfter: "1"]) }
      if request.query == "broken" { throw TestError() }
      return try await next.respond(to: request)
    }
    let client = try client(CORSMiddleware(origins: .any), also: [refusing])
    let exchange = await client.get(target, headers: [.origin: Self.shop])
    #expect(exchange.status.code == status)
    #expect(exchange.headers[.accessControlAllowOrigin] == "*")
    #expect(exchange.headers[.retryAfter] == (status == 429 ? "1" : nil))
  }

  @Test func `An error handler's response may be read as well`() async throws {
    let app = Application()
    app.add(middleware: CORSMiddleware(origins: .only([Self.shop]), credentials: true))
    app.add(middleware: SecurityHeadersMiddleware())
    app.add(middleware: MiddlewareHook { _, _ in throw TestError() })
    app.onError(TestError.self) { _, _ in Response.text("down", status: .serviceUnavailable) }
    let exchange = try await InProcessClient(app).get("/", headers: [.origin: Self.shop])
    #expect(exchange.status == .serviceUnavailable)
    #expect(exchange.headers[.accessControlAllowOrigin] == Self.shop)
    #expect(exchange.headers[values: .vary] == ["Origin"])
    #expect(exchange.headers[.xContentTypeOptions] == "nosniff")
  }

  @Test func `Any origin's permission is in every response, as a cache has one for all`() async throws {
    let exchange = try await client(CORSMiddleware(origins: .any)).get("/")
    #expect(exchange.headers[.accessControlAllowOrigin] == "*")
  }
}
