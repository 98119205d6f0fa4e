import AfterglowTesting
import HTTPTypes
import Testing

@testable import EchoService

/// How header fields reach the application.
@Suite(.timeLimit(.minutes(2))) struct HeaderFieldTests {
  @Test(arguments: WebServer.all)
  func `fields arrive with their values`(server: WebServer) async throws {
    try await server.serve { site in
      let headers: HTTPFields = [.custom: "a, \"b\"; c=d", .accept: "text/*", .userAgent: "tests/1"]
      let echo = try await site.echo(.get, "/echo", headers: headers)
      #expect(echo.values("x-custom") == ["a, \"b\"; c=d"])
      #expect(echo.values("accept") == ["text/*"])
      #expect(echo.values("user-agent") == ["tests/1"])
      #expect(echo.values("host") == ["localhost"])
    }
  }

  @Test(arguments: WebServer.all)
  func `of a field that is sent twice both values arrive`(server: WebServer) async throws {
    try await server.serve { site in
      var headers: HTTPFields = [:]
      headers[values: .custom] = ["one", "two"]
      let echo = try await site.echo(.get, "/echo", headers: headers)
      #expect(echo.values("x-custom").joined(separator: ", ") == "one, two")
    }
  }

  @Test(arguments: WebServer.all(but: .apache, .caddy))
  func `cookies in several fields all arrive`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: .twoCookies)
      #expect(echo.cookies == ["a=1", "b=2"])
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
  func `the client's credentials arrive, and nobody is authenticated by them`(server: WebServer) async throws
  {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [.authorization: "Basic YWRhOmFkYQ=="])
      #expect(echo.values("authorization") == ["Basic YWRhOmFkYQ=="])
      #expect(echo.param("REMOTE_USER") ?? "" == "")
      #expect(echo.param("AUTH_TYPE") ?? "" == "")
    }
  }

  @Test(arguments: WebServer.all(but: .h2o))
  func `a client's Proxy field doesn't arrive`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [.proxy: "evil"])
      #expect(echo.param("HTTP_PROXY") ?? "" == "")
    }
  }

  @Test(arguments: WebServer.all(but: .lighttpd, .h2o))
  func `a field's name with an underscore is not taken for the one with a hyphen`(
    server: WebServer
  ) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [.underscored: "forged"])
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

  @Test(arguments: WebServer.all(but: .h2o, .lighttpd))
  func `the application's request id is the web server's`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.get, "/echo", headers: [.requestID: "client"])
      let id = try response.echo().param("REQUEST_ID") ?? ""
      #expect(!id.isEmpty)
      #expect(response.headers[values: .requestID] == [id])
    }
  }
}

extension HTTPField.Name {
  static let custom = Self("X-Custom") ?? .server
  static let underscored = Self("X_Custom") ?? .server
  static let proxy = Self("Proxy") ?? .server
  static let requestID = Self("X-Request-ID") ?? .server
}

extension HTTPFields {
  static let twoCookies: HTTPFields = {
    var fields: HTTPFields = [:]
    fields.append(HTTPField(name: .cookie, value: "a=1"))
    fields.append(HTTPField(name: .cookie, value: "b=2"))
    return fields
  }()
}
