import AfterglowTesting
import HTTPTypes
import Testing

@testable import EchoService

/// How the application's responses reach the client.
@Suite(.timeLimit(.minutes(2))) struct ResponseTests {
  @Test(arguments: WebServer.all)
  func `HEAD has GET's length and no body`(server: WebServer) async throws {
    try await server.serve { site in
      let connection = try await site.connect()
      try await connection.send(method: .head, target: "/answers/200", headers: [.connection: "close"])
      let response = try await connection.receiveResponse(method: .head)
      #expect(response.status == .ok)
      #expect(response.headers[.contentLength] == "10")
      #expect(try await connection.receiveBytes().isEmpty)
      await connection.close()
    }
  }

  @Test(arguments: WebServer.all, [204, 304])
  func `a response without a body ends, and the connection goes on`(
    server: WebServer, status: Int
  ) async throws {
    try await server.serve { site in
      let connection = try await site.connect()
      try await connection.send(target: "/answers/\(status)")
      let response = try await connection.receiveResponse()
      #expect(response.status.code == status)
      #expect(response.headers[.eTag] == "\"v1\"")
      #expect(response.headers[.transferEncoding] == nil)
      try await connection.send(target: "/answers/200")
      #expect(try await connection.receiveResponse().text == "status 200")
      await connection.close()
    }
  }

  @Test(arguments: WebServer.all)
  func `errors are the application's own`(server: WebServer) async throws {
    try await server.serve { site in
      let unknown = try await site.send(.get, "/nowhere")
      #expect(unknown.status == .notFound)
      #expect(unknown.text.hasPrefix(#"{"detail":"#))
      let thrown = try await site.send(.get, "/throws")
      #expect(thrown.status == .internalServerError)
      #expect(thrown.text.hasPrefix(#"{"detail":"#))
      let method = try await site.send(.delete, "/body")
      #expect(method.status == .methodNotAllowed)
      #expect(method.headers[.allow] == "OPTIONS, POST")
    }
  }

  @Test(arguments: WebServer.all)
  func `a response header field of 6 KiB arrives`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.get, "/headers/6144")
      #expect(response.status == .ok)
      #expect(response.headers[largeField]?.count == 6_144)
    }
  }
}
