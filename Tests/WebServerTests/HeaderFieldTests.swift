import HTTPTypes
import Testing

@testable import EchoService

/// How header fields reach the application.
@Suite(.timeLimit(.minutes(2))) struct HeaderFieldTests {
  private let custom: HTTPField.Name
  private let forwardedProxy: HTTPField.Name

  init() throws {
    custom = try #require(HTTPField.Name("X-Custom"))
    forwardedProxy = try #require(HTTPField.Name("Proxy"))
  }

  @Test(arguments: WebServer.all)
  func `fields arrive with their values`(server: WebServer) async throws {
    try await server.serve { site in
      let headers: HTTPFields = [custom: "a, \"b\"; c=d", .accept: "text/*", .userAgent: "tests/1"]
      let echo = try await site.echo(.get, "/echo", headers: headers)
      #expect(echo.values("x-custom") == ["a, \"b\"; c=d"])
      #expect(echo.values("accept") == ["text/*"])
      #expect(echo.values("user-agent") == ["tests/1"])
    }
  }

  @Test(arguments: WebServer.all)
  func `of a field that is sent twice both values arrive`(server: WebServer) async throws {
    try await server.serve { site in
      var headers: HTTPFields = [:]
      headers[values: custom] = ["one", "two"]
      let echo = try await site.echo(.get, "/echo", headers: headers)
      #expect(echo.values("x-custom").joined(separator: ", ") == "one, two")
    }
  }

  @Test(arguments: WebServer.all)
  func `cookies in several fields all arrive`(server: WebServer) async throws {
    try await server.serve { site in
      var headers: HTTPFields = [:]
      headers.append(HTTPField(name: .cookie, value: "a=1"))
      headers.append(HTTPField(name: .cookie, value: "b=2"))
      let echo = try await site.echo(.get, "/echo", headers: headers)
      #expect(echo.values("cookie").joined(separator: "; ") == "a=1; b=2")
    }
  }

  @Test(arguments: WebServer.all)
  func `a cookie of 6 KiB arrives`(server: WebServer) async throws {
    try await server.serve { site in
      let cookie = "a=" + String(repeating: "c", count: 6_142)
      let echo = try await site.echo(.get, "/echo", headers: [.cookie: cookie])
      #expect(echo.values("cookie").first?.count == 6_144)
    }
  }

  @Test(arguments: WebServer.all)
  func `the client's credentials arrive, and nobody is authenticated by them`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [.authorization: "Basic YWRhOmFkYQ=="])
      #expect(echo.values("authorization") == ["Basic YWRhOmFkYQ=="])
      #expect(echo.param("REMOTE_USER") ?? "" == "")
      #expect(echo.param("AUTH_TYPE") ?? "" == "")
    }
  }

  @Test(arguments: WebServer.all)
  func `a client's Proxy field doesn't arrive`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [forwardedProxy: "evil"])
      #expect(echo.param("HTTP_PROXY") ?? "" == "")
    }
  }

  @Test(arguments: WebServer.all)
  func `a field's name with an underscore is not taken for the one with a hyphen`(
    server: WebServer
  ) async throws {
    let underscored = try #require(HTTPField.Name("X_Custom"))
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [underscored: "forged"])
      #expect(echo.values("x-custom").isEmpty)
    }
  }

  @Test(arguments: WebServer.all)
  func `the content type arrives, once`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.post, "/echo", headers: [.contentType: "text/plain"], body: [1])
      #expect(echo.values("content-type") == ["text/plain"])
      #expect(echo.values("content-length") == ["1"])
    }
  }
}
