import AfterglowTesting
import HTTPTypes
import Testing

/// The connections of the client to the web server, and of the web server to the application.
@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
  @Test(arguments: WebServer.all)
  func `many requests go through one connection of the client`(server: WebServer) async throws {
    try await server.serve { site in
      let connection = try await site.connect()
      for number in 0..<20 {
        try await connection.send(method: .post, target: "/body", body: Array("\(number)".utf8))
        #expect(try await connection.receiveResponse().text == "\(number)")
      }
      await connection.close()
    }
  }

  @Test(arguments: WebServer.all)
  func `requests that the client sends at once are answered in their order`(server: WebServer) async throws {
    let numbers = 220..<230
    try await server.serve { site in
      let connection = try await site.connect()
      let requests = numbers.map { "GET /answers/\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
      try await connection.send(bytes: Array(requests.joined().utf8))
      for status in numbers {
        #expect(try await connection.receiveResponse().text == "status \(status)")
      }
      await connection.close()
    }
  }

  @Test func `nginx keeps its connections to the application`() async throws {
    try await WebServer.nginxKept.serve { site in
      let before = site.openSockets
      for _ in 0..<10 { #expect(try await site.send(.get, "/answers/200").status == .ok) }
      try await eventually("a kept connection") { site.openSockets > before }
    }
  }

  @Test(arguments: WebServer.all(but: .nginxKept))
  func `the web server opens a connection for each request`(server: WebServer) async throws {
    try await server.serve { site in
      let before = site.openSockets
      for _ in 0..<10 { #expect(try await site.send(.get, "/answers/200").status == .ok) }
      try await eventually("the end of all connections") { site.openSockets == before }
    }
  }
}
