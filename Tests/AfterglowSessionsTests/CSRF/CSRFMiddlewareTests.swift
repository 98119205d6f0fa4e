import Afterglow
import AfterglowSessions
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct CSRFMiddlewareTests {
  private let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  private let host: HTTPFields

  init() throws {
    app.add(middleware: CSRFMiddleware(secrets: [.random()], trustedOrigins: ["https://pay.example.org"]))
    app.get("/form") { (request: Request) in try request.csrfToken }
    app.get("/plain") { "plain" }
    app.post("/change") { (request: Request) in String(decoding: try request.body.collect(), as: UTF8.self) }
    let name = try #require(HTTPField.Name("Host"))
    host = [name: "example.org"]
  }

  private func change(
    _ browser: Browser, token: String?, origin: String? = nil, referer: String? = nil
  ) async -> HTTPResponse.Status {
    var headers = host
    headers[.csrfToken] = token
    headers[.origin] = origin
    headers[.referer] = referer
    return await browser.send(.post, "/change", headers: headers).status
  }

  @Test func `A request with the token that the page had is let pass`() async throws {
    let browser = try Browser(app)
    let token = await browser.send(.get, "/form").text
    #expect(await change(browser, token: token) == .created)
    let form = await browser.send(.post, "/change", headers: host, form: "amount=7&_csrf=\(token)")
    #expect(form.text == "amount=7&_csrf=\(token)")
  }

  @Test func `The token is another text each time, and all of them are valid`() async throws {
    let browser = try Browser(app)
    let tokens = [await browser.send(.get, "/form").text, await browser.send(.get, "/form").text]
    #expect(tokens[0] != tokens[1])
    for token in tokens { #expect(await change(browser, token: token) == .created) }
  }

  @Test(arguments: [nil, "", "AAAA", String(repeating: "A", count: 64)])
  func `Without the right token it is refused`(token: String?) async throws {
    let browser = try Browser(app)
    await browser.send(.get, "/form")
    #expect(await change(browser, token: token) == .forbidden)
  }

  @Test func `Another client's token is none`() async throws {
    let (browser, other) = (try Browser(app), try Browser(app))
    await browser.send(.get, "/form")
    let token = await other.send(.get, "/form").text
    #expect(await change(browser, token: token) == .forbidden)
  }

  @Test func `A cookie that somebody made up is none, with the token that fits it`() async throws {
    let app = app
    let made = Application()
    made.add(middleware: CSRFMiddleware(secrets: [.random()]))
    made.get("/form") { (request: Request) in try request.csrfToken }
    let elsewhere = try Browser(made)
    let token = await elsewhere.send(.get, "/form").text
    let browser = try Browser(app, cookies: elsewhere.cookies)
    #expect(await change(browser, token: token) == .forbidden)
  }

  @Test func `Without the cookie it is refused`() async throws {
    let token = await (try Browser(app)).send(.get, "/form").text
    #expect(await change(try Browser(app), token: token) == .forbidden)
  }

  @Test(arguments: [
    "https://evil.example", "null", "https://example.org.evil.example", "https://example.org:8443",
    "https://sub.example.org", "nonsense",
  ])
  func `From another origin it is refused, token or not`(origin: String) async throws {
    let browser = try Browser(app)
    let token = await browser.send(.get, "/form").text
    #expect(await change(browser, token: token, origin: origin) == .forbidden)
  }

  @Test(arguments: ["https://example.org", "http://example.org", "https://pay.example.org"])
  func `From this host or a trusted origin it is let pass`(origin: String) async throws {
    let browser = try Browser(app)
    let token = await browser.send(.get, "/form").text
    #expect(await change(browser, token: token, origin: origin) == .created)
  }

  @Test(arguments: [
    ("http://example.org:8080", "8080", HTTPResponse.Status.created),
    ("http://example.org:8081", "8080", .forbidden),
    ("https://example.org", "8080", .created),
  ])
  func `Where the host has no port the web server's own counts`(
    origin: String, port: String, status: HTTPResponse.Status
  ) async throws {
    let browser = try Browser(app)
    var headers = host
    headers[.csrfToken] = await browser.send(.get, "/form").text
    headers[.origin] = origin
    let exchange = await browser.send(.post, "/change", headers: headers, params: [("SERVER_PORT", port)])
    #expect(exchange.status == status)
  }

  @Test func `Where the host has a port it is the one that counts`() async throws {
    let browser = try Browser(app)
    let token = await browser.send(.get, "/form").text
    for (origin, status) in [
      ("http://example.org:8080", HTTPResponse.Status.created), ("http://example.org", .forbidden),
    ] {
      let headers: HTTPFields = [.csrfToken: token, .origin: origin]
      let exchange = await browser.send(
        .post, "/change", headers: headers,
        params: [("HTTP_HOST", "example.org:8080"), ("SERVER_PORT", "80")])
      #expect(exchange.status == status)
    }
  }

  @Test func `Without Origin the Referer counts`() async throws {
    let browser = try Browser(app)
    let token = await browser.send(.get, "/form").text
    #expect(await change(browser, token: token, referer: "https://example.org/form?a=b") == .created)
    #expect(
      await change(browser, token: token, referer: "https://evil.example/https://example.org/") == .forbidden)
  }

  @Test func `Who doesn't ask for the token sets no cookie`() async throws {
    let exchange = await (try Browser(app)).send(.get, "/plain")
    #expect(exchange.headers[.setCookie] == nil)
    #expect(exchange.headers[.vary] == nil)
  }

  @Test func `A page with the token is for one client alone`() async throws {
    let browser = try Browser(app)
    for _ in 1...2 {
      let headers = await browser.send(.get, "/form").headers
      #expect(headers[.vary] == "Cookie")
      #expect(headers[.cacheControl] == "private")
    }
  }
}
