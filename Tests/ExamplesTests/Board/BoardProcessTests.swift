import AfterglowTesting
import HTTPTypes
import Testing

/// What only a process shows.
@Suite(.timeLimit(.minutes(3))) struct BoardProcessTests {
  @Test func `The e-mails are sent to whom they are for`() async throws {
    try await TestServer.run(.board()) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      try await server.waitForLogLine(containing: "To ada@example.org: Welcome, ada!")
      try await ada.place("Cake")
      try await server.waitForLogLine(containing: "Indexed notice 1, 15 characters.")
      let lines = server.log.filter {
        ["One more", "To ada@example.org: Your", "Indexed"].contains(where: $0.hasPrefix)
      }
      #expect(
        lines == [
          "One more of notices.", "To ada@example.org: Your notice 1 is up.",
          "Indexed notice 1, 15 characters.",
        ])
    }
  }

  @Test func `Members see at once what others place`() async throws {
    try await TestServer.run(.board()) { server in
      let ada = try await BoardMember.loggedIn("ada", to: server)
      let bob = try await BoardMember.loggedIn("bob", to: server)
      let address = try #require(server.process?.address)
      let connection = try await FastCGIConnection.connect(to: address)
      let client = FastCGIClient(address: address)
      let params = client.params(
        method: .get, target: "/notices/events",
        headers: [.cookie: bob.cookies.cookies.field(for: "/notices/events") ?? ""])
      try await connection.beginRequest()
      try await connection.sendParams(params)
      try await connection.finishParams()
      try await connection.finishStdin()
      let head = try await connection.receiveText(containing: "\r\n\r\n")
      #expect(head.contains("text/event-stream"))
      try await ada.place("Cake")
      let event = try await connection.receiveText(containing: "\n\n")
      #expect(event.contains("id: 1\n"))
      #expect(event.contains("event: notice\n"))
      #expect(event.contains(#""title":"Cake""#))
      await connection.close()
    }
  }

  @Test func `Without a secret it doesn't start, and says why in a line`() async throws {
    try await TestServer.run(.board(environment: ["BOARD_SECRET": ""])) { server in
      #expect(try await server.exitStatus() == .exited(code: 78))
      let line = try await server.waitForLogLine(containing: "BOARD_SECRET")
      #expect(line.hasPrefix("Board: The start failed: "))
      #expect(server.log.count == 1)
    }
  }
}

extension FastCGIConnection {
  /// Receives stdout until it has a text.
  fileprivate func receiveText(containing text: String) async throws -> String {
    var received = ""
    while !received.contains(text) {
      let record = try await receiveRecord()
      guard record.type == .stdout, !record.content.isEmpty else { throw StreamEnded(received: received) }
      received += String(decoding: record.content, as: UTF8.self)
    }
    return received
  }
}

private struct StreamEnded: Error { let received: String }
