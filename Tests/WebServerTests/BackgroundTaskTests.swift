import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// What happens after the response.
@Suite(.timeLimit(.minutes(2))) struct BackgroundTaskTests {
  @Test(arguments: WebServer.all)
  func `the client has its whole response while the task still runs`(server: WebServer) async throws {
    try await server.serve { site in
      let response = try await site.send(.post, "/task", body: [])
      #expect(response.status == .accepted)
      #expect(response.text == "accepted")
      #expect(!site.application.log.contains { $0.contains("the task has ended") })
      try await site.release()
      try await site.application.waitForLogLine(containing: "the task has ended")
    }
  }

  @Test(arguments: WebServer.all)
  func `requests are answered while a task keeps one of two workers`(server: WebServer) async throws {
    try await server.serve { site in
      let connection = try await site.connect()
      try await connection.send(method: .post, target: "/task", body: [])
      #expect(try await connection.receiveResponse().status == .accepted)
      for _ in 0..<10 {
        try await connection.send(target: "/answers/200")
        #expect(try await connection.receiveResponse().text == "status 200")
      }
      #expect(!site.application.log.contains { $0.contains("the task has ended") })
      try await site.release()
      await connection.close()
    }
  }

  @Test(arguments: WebServer.all)
  func `a user of Registration registers, and the e-mail and the line come after the response`(
    server: WebServer
  ) async throws {
    try await server.serve("Registration") { site in
      let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)
      let response = try await site.send(
        .post, "/users", headers: [.contentType: "application/json"], body: user)
      #expect(response.status == .created)
      #expect(response.text == #"{"message":"Email sent"}"#)
      let log = site.folder + "/log.txt"
      try await eventually("the line in the log") {
        (try? String(contentsOfFile: log, encoding: .utf8))?.contains("to: ada@example.org\n") == true
      }
      let mails = try FileManager.default.contentsOfDirectory(atPath: site.folder + "/outbox")
      #expect(mails.count { $0.hasSuffix(".eml") } == 1)
    }
  }
}
