import AfterglowTesting
import HTTPTypes
import Testing

/// The whole chain: an HTTP client, a real nginx with the repository's own site, and the real executable.
@Suite(.timeLimit(.minutes(1))) struct RegistrationNginxTests {
  private static let ada = #"{"email":"ada@example.org","password":"lovelace"}"#

  private func withSite(
    arguments: [String] = [], _ body: (NginxServer, SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--workers", "2"] + arguments
    ) { server in
      try await NginxServer.run(
        site: .file("nginx/registration.conf"),
        passingTo: ["unix:/run/registration/registration.sock": server.address]
      ) { nginx in
        try await body(nginx, server)
      }
    }
  }

  @Test func `a user registers, and the e-mail and the line come after the response`() async throws {
    try await withSite { nginx, server in
      let response = try await nginx.post("/users", json: Self.ada)
      #expect(response.status == .created)
      #expect(response.headers[.contentType] == "application/json")
      #expect(response.text == #"{"message":"Email sent"}"#)
      #expect(try await server.waitForLog().contains("to: ada@example.org\n"))
      #expect(try server.outbox().count == 1)
    }
  }

  @Test func `the request's id is nginx's own`() async throws {
    try await withSite { nginx, server in
      let name = try #require(HTTPField.Name("X-Request-ID"))
      let response = try await nginx.get("/", headers: [name: "forged"])
      #expect(response.text == "Hello, world!")
      #expect(response.headers[name]?.count == 32)
    }
  }

  @Test func `paths come as the client wrote them`() async throws {
    try await withSite { nginx, server in
      let number = try await nginx.get("/users/%37?x=1")
      #expect(number.text == #"{"id":7}"#)
      let slash = try await nginx.get("/users%2F7")
      #expect(slash.status == .notFound)
      let query = try await nginx.get("/slow?ms=%31")
      #expect(query.text == "ok")
    }
  }

  @Test func `errors are the application's, and JSON also where nginx refuses`() async throws {
    try await withSite { nginx, server in
      let invalid = try await nginx.post("/users", json: "{}")
      #expect(invalid.status == .badRequest)
      #expect(invalid.text.contains(#""loc":["email"]"#))
      let method = try await nginx.send(method: .delete, target: "/users")
      #expect(method.status == .methodNotAllowed)
      #expect(method.headers[.allow] == "OPTIONS, POST")
      let large = try await nginx.post("/users", json: String(repeating: " ", count: (1 << 20) + 1))
      #expect(large.status == .contentTooLarge)
      #expect(large.text.hasPrefix(#"{"detail":"#))
    }
  }

  @Test func `a file is had whole, in parts, and only when it is another`() async throws {
    try await withSite { nginx, server in
      let target = "/files/gr%C3%BC%C3%9Fe%20100%25.txt"
      let stored = try await nginx.send(method: .put, target: target, body: Array("one\ntwo\nthree".utf8))
      #expect(stored.status == .accepted)
      let whole = try await nginx.get(target)
      #expect(whole.text == "one\ntwo\nthree")
      #expect(whole.headers[.contentLength] == "13")
      #expect(whole.headers[.acceptRanges] == "bytes")
      let part = try await nginx.get(target, headers: [.range: "bytes=4-6"])
      #expect(part.status == .partialContent)
      #expect(part.headers[.contentRange] == "bytes 4-6/13")
      #expect(part.text == "two")
      let parts = try await nginx.get(target, headers: [.range: "bytes=0-2,-5"])
      #expect(parts.status == .partialContent)
      #expect(parts.headers[.contentType]?.hasPrefix("multipart/byteranges; boundary=") == true)
      #expect(parts.headers[.contentLength] == "\(parts.body.count)")
      let beyond = try await nginx.get(target, headers: [.range: "bytes=13-"])
      #expect(beyond.status == .rangeNotSatisfiable)
      #expect(beyond.headers[.contentRange] == "bytes */13")
      let other = try await nginx.get(target, headers: [.range: "bytes=4-6", .ifRange: #""other""#])
      #expect(other.status == .ok)
      let tag = try #require(whole.headers[.eTag])
      #expect(try await nginx.get(target, headers: [.ifNoneMatch: tag]).status == .notModified)
      let head = try await nginx.send(method: .head, target: target)
      #expect(head.headers[.contentLength] == "13")
    }
  }

  @Test func `events come one by one, and a stop ends the stream in good order`() async throws {
    try await withSite(arguments: ["--graceful-timeout", "1s"]) { nginx, server in
      let connection = try await nginx.connect()
      try await connection.send(target: "/events?n=2&ms=600000")
      let first = try await connection.receiveText(until: "data: 1\n\n")
      #expect(first.contains("Content-Type: text/event-stream\r\n"))
      try server.terminate()
      let rest = try await connection.receiveText(until: "0\r\n\r\n")
      #expect(!rest.contains("data: 2"))
    }
  }

  @Test func `uploads may be larger than other bodies`() async throws {
    try await withSite { nginx, server in
      let response = try await nginx.send(
        method: .put, target: "/files/large", body: [UInt8](repeating: 1, count: (1 << 20) + 1))
      #expect(response.status == .accepted)
      #expect(response.text.contains(#""bytes":1048577"#))
    }
  }

  @Test func `HEAD has the length and no body`() async throws {
    try await withSite { nginx, server in
      let response = try await nginx.send(method: .head, target: "/")
      #expect(response.status == .ok)
      #expect(response.headers[.contentLength] == "13")
      #expect(response.body.isEmpty)
    }
  }
}

extension HTTPConnection {
  /// Receives what comes until a text is in it.
  fileprivate func receiveText(until end: String) async throws -> String {
    var received = ""
    while !received.contains(end) {
      let bytes = try await receiveBytes()
      try #require(!bytes.isEmpty, "the stream ended after \(received)")
      received += String(decoding: bytes, as: UTF8.self)
    }
    return received
  }
}
