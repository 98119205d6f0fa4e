import AfterglowTesting
import HTTPTypes
import Testing

@testable import EchoService

/// How the request's first line reaches the application.
@Suite(.timeLimit(.minutes(2))) struct RequestLineTests {
  @Test(arguments: WebServer.all)
  func `the method is the client's`(server: WebServer) async throws {
    try await server.serve { site in
      for method in [HTTPRequest.Method.get, .delete, .options] {
        let echo = try await site.echo(method, "/echo")
        #expect(echo.method == method.rawValue)
      }
      for method in [HTTPRequest.Method.post, .put, .patch] {
        let echo = try await site.echo(method, "/echo", body: [1])
        #expect(echo.method == method.rawValue)
      }
    }
  }

  @Test(arguments: WebServer.all)
  func `the query is the client's, byte for byte`(server: WebServer) async throws {
    try await server.serve { site in
      for query in ["", "a=1&b=%2F&a=2", "=&&", "a?b", "%C3%A4=+", "x=%25%"] {
        let echo = try await site.echo(.get, "/echo?\(query)")
        #expect(echo.query == query)
      }
    }
  }

  @Test(arguments: WebServer.all)
  func `the path is the client's, byte for byte`(server: WebServer) async throws {
    let paths = [
      "a%2Fb", "gr%C3%BC%C3%9Fe", "100%25", "a%252Fb", "a%20b", "a;b=c", "a//b", "a/./b", "a/../b",
    ]
    try await server.serve { site in
      for path in paths {
        let echo = try await site.echo(.get, "/echo/\(path)")
        #expect(echo.path == "/echo/\(path)")
      }
    }
  }

  @Test(arguments: WebServer.all)
  func `of a target in absolute form the path counts`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "http://localhost/echo/a%2Fb?x=1")
      #expect(echo.path == "/echo/a%2Fb")
      #expect(echo.query == "x=1")
    }
  }

  @Test(arguments: WebServer.all)
  func `a path above the root is refused, or reaches no other route`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.get, "/../echo")
      #expect([400, 404].contains(response.status.code))
    }
  }

  @Test(arguments: WebServer.all)
  func `the client's address is the one that it connects from`(server: WebServer) async throws {
    try await server.serve { site in
      let echo = try await site.echo(.get, "/echo")
      #expect(echo.param("REMOTE_ADDR") == "127.0.0.1")
    }
  }
}
