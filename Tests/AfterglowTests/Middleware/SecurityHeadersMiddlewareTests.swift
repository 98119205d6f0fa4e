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

  /// Those of the fields that a response has by itself are left out.
  private func names(of headers: HTTPFields) -> [String] {
    Set(headers.map(\.name.canonicalName)).subtracting(["content-length", "content-type", "x-request-id"])
      .sorted()
  }

  @Test(arguments: ["/", "/nowhere"])
  func `Each response has the header fields`(target: String) async throws {
    let headers = try await exchange(SecurityHeadersMiddleware(), target).headers
    let names = names(of: headers)
    #expect(
      names == [
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
    let names = names(of: try await exchange(middleware).headers)
    #expect(names == ["x-content-type-options"])
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
