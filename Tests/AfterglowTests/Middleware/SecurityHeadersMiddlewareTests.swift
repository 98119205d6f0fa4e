import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct SecurityHeadersMiddlewareTests {
  private func exchange(
    _ middleware: SecurityHeadersMiddleware, _ target: String = "/", params: [(String, String)] = []
  ) async throws -> InProcessExchange {
    let app = Application()
    app.add(middleware: middleware)
    app.get("/") { "ok" }
    app.get("/own") { Response(headers: [.contentSecurityPolicy: "default-src *"]) }
    return try await InProcessClient(app).send(target: target, extraParams: params)
  }

  @Test(arguments: ["/", "/nowhere"])
  func `Each response has the header fields`(target: String) async throws {
    let headers = try await exchange(SecurityHeadersMiddleware(), target).headers
    let names = headers.map(\.name.canonicalName).filter { $0 != "content-type" && $0 != "x-request-id" }
    #expect(
      names.sorted() == [
        "content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy",
        "referrer-policy", "x-content-type-options", "x-frame-options",
      ])
  }

  @Test func `What a response says itself stays`() async throws {
    let headers = try await exchange(SecurityHeadersMiddleware(), "/own").headers
    #expect(headers[values: .contentSecurityPolicy] == ["default-src *"])
  }

  @Test func `What is nil is not sent`() async throws {
    let middleware = SecurityHeadersMiddleware(
      contentSecurityPolicy: nil, frameOptions: nil, referrerPolicy: nil, isolatesOrigin: false)
    let names = try await exchange(middleware).headers.map(\.name.canonicalName)
    #expect(names.sorted() == ["content-type", "x-content-type-options", "x-request-id"])
  }

  @Test(arguments: [("HTTPS", "on"), ("REQUEST_SCHEME", "https")])
  func `Over HTTPS browsers are told to keep to it, if that is wanted`(name: String, value: String)
    async throws
  {
    let middleware = SecurityHeadersMiddleware(httpsOnly: .seconds(60), includingSubdomains: true)
    let headers = try await exchange(middleware, params: [(name, value)]).headers
    #expect(headers[.strictTransportSecurity] == "max-age=60; includeSubDomains")
    let unasked = try await exchange(SecurityHeadersMiddleware(), params: [(name, value)]).headers
    #expect(unasked[.strictTransportSecurity] == nil)
  }

  @Test func `Over HTTP they are not`() async throws {
    let headers = try await exchange(
      SecurityHeadersMiddleware(httpsOnly: .seconds(60)), params: [("REQUEST_SCHEME", "http")]
    ).headers
    #expect(headers[.strictTransportSecurity] == nil)
  }
}
