import AfterglowTesting
import HTTPTypes
import Testing

@testable import EchoService

/// What a web server does in another way than the others: the rows of the table in the guide's page "Web servers".
///
/// A test that fails here is good news: the table has a row too many.
@Suite(.timeLimit(.minutes(2))) struct DeviationTests {
  @Test func `HAProxy refuses a body in chunks that doesn't fit into its buffer`() async throws {
    try await WebServer.haproxy.serve { site in
      let response = try await site.send(
        .post, "/body", headers: .chunked, body: .chunks(.numbered(65_535)))
      #expect(response.status == .badRequest)
    }
  }

  @Test(arguments: [WebServer.apache, .caddy, .haproxy])
  func `a client that is slow to send a body takes up a worker`(server: WebServer) async throws {
    try await server.serve(workers: 1) { site in
      let upload = try await site.beginUpload()
      try await site.application.waitForLogLine(containing: "the upload has begun")
      await upload.close()
    }
  }

  @Test func `nginx holds back a stream that doesn't say that it isn't to be buffered`() async throws {
    try await WebServer.nginxPlain.serve { site in
      let connection = try await site.connect()
      try await connection.send(target: "/events/plain")
      try await site.application.waitForLogLine(containing: "the first piece was written")
      // If it were passed on, it would be before a request that comes later.
      #expect(try await site.send(.get, "/answers/200").status == .ok)
      await #expect(throws: ConnectionError.self) { try await connection.receiveBytes(within: .zero) }
      try await site.release()
      try await connection.receive("second")
      await connection.close()
    }
  }

  @Test(arguments: [WebServer.apache, .caddy])
  func `cookies in several fields are joined by a comma`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: .twoCookies)
      #expect(echo.values("cookie") == ["a=1, b=2"])
    }
  }

  @Test(arguments: [WebServer.lighttpd, .h2o])
  func `a field's name with an underscore is taken for the one with a hyphen`(server: WebServer) async throws
  {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [.underscored: "forged"])
      #expect(echo.values("x-custom") == ["forged"])
    }
  }

  @Test func `H2O passes a client's Proxy field on`() async throws {
    try await WebServer.h2o.serve { site in
      let echo = try await site.echo(.get, "/echo", headers: [.proxy: "http://evil.example"])
      #expect(echo.param("HTTP_PROXY") == "http://evil.example")
    }
  }

  @Test(arguments: [WebServer.lighttpd, .h2o])
  func `the request's id is the client's or the application's`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.get, "/echo", headers: [.requestID: "client"])
      #expect(try response.echo().param("REQUEST_ID") == nil)
      #expect(response.headers[.requestID] == "client")
    }
  }

  @Test func `lighttpd refuses a POST without a length`() async throws {
    try await WebServer.lighttpd.serve { site in
      let response = try await site.send(.post, "/body")
      #expect(response.status == .lengthRequired)
    }
  }
}
