import AfterglowTesting
import Foundation
import HTTPTypes
import Testing

/// What the real executable does after its responses.
@Suite(.timeLimit(.minutes(1))) struct RegistrationNotificationTests {
  private static let ada = #"{"email":"ada@example.org","password":"lovelace"}"#

  private func withServer(
    environment: [String: String] = [:], arguments: [String] = [],
    _ body: (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--workers", "1"] + arguments,
      environment: environment, body)
  }

  @Test func `POST /register is created, and then logged`() async throws {
    try await withServer { server in
      let response = try await server.client.post("/register", json: Self.ada)
      #expect(response.status == .created)
      #expect(response.text == #"{"message":"Created"}"#)
      let log = try await server.waitForLog()
      #expect(log.hasPrefix("Notification sent @ "))
      #expect(log.hasSuffix(" : Account created\n"))
      #expect(try server.outbox().isEmpty)
    }
  }

  @Test func `POST /users is created, then e-mailed, and then logged`() async throws {
    try await withServer { server in
      let response = try await server.client.post("/users", json: Self.ada)
      #expect(response.status == .created)
      #expect(response.text == #"{"message":"Email sent"}"#)
      let log = try await server.waitForLog()
      #expect(log.contains(/^Notification sent @ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d to: ada@example\.org\n$/))
      let messages = try server.outbox()
      #expect(messages.count == 1)
      #expect(messages.first?.contains("To: ada@example.org\r\n") == true)
      #expect(messages.first?.contains("Thank you for registering.") == true)
    }
  }

  @Test func `the e-mail is sent before the line is logged`() async throws {
    let folder = try TemporaryFolder()
    let script = "cat > \(folder.path("mail")); ls \(folder.path("data")) > \(folder.path("seen"))"
    try folder.write(script, to: "sendmail")
    let environment = [
      "REGISTRATION_DATA": folder.path("data"), "REGISTRATION_SENDMAIL": "/bin/sh \(folder.path("sendmail"))",
    ]
    try await withServer(environment: environment) { server in
      _ = try await server.client.post("/users", json: Self.ada)
      try await eventually("the line is logged") { try folder.names(in: "data").contains("log.txt") }
    }
    #expect(try folder.text("mail").contains("To: ada@example.org"))
    #expect(try folder.text("seen") == "files\noutbox\n")
  }

  @Test func `an e-mail that can't be sent is logged, and the line is written all the same`() async throws {
    try await withServer(environment: ["REGISTRATION_SENDMAIL": "/bin/false"]) { server in
      let response = try await server.client.post("/users", json: Self.ada)
      #expect(response.status == .created)
      let line = try await server.waitForLogLine(containing: "A background task failed.")
      #expect(line.contains("task=confirmation-email"))
      #expect(line.contains("request-id=\(response.headers[Self.requestID] ?? "none")"))
      #expect(try await server.waitForLog().contains("to: ada@example.org"))
    }
  }

  @Test(
    arguments: [
      "nobody", "", "ada@example.org\\r\\nBcc: eve@example.net", "ada@example.org, eve@example.net",
      "ada@example.org\\u0000",
    ])
  func `an address that is none, or more than one, is refused, and nothing is sent`(email: String)
    async throws
  {
    try await withServer { server in
      let response = try await server.client.post("/users", json: #"{"email":"\#(email)","password":"a"}"#)
      #expect(response.status == .badRequest)
      #expect(response.text.contains(#""loc":["email"]"#))
      // One worker: had there been tasks, they would have run before this is answered.
      _ = try await server.client.get("/")
      #expect(try server.outbox().isEmpty)
      #expect(server.loggedNotifications.isEmpty)
    }
  }

  @Test func `POST /tasks is accepted while its tasks have a minute to go`() async throws {
    try await withServer { server in
      let response = try await server.client.send(method: .post, target: "/tasks?ms=60000")
      #expect(response.status == .accepted)
      #expect(response.text == #"{"message":"Accepted"}"#)
      #expect(response.connectionWasClosed)
      // A graceful stop would wait for the task.
      try server.send(.kill)
    }
  }

  @Test func `the task that fails is named in the log, and the others run`() async throws {
    try await withServer(arguments: ["--log-level", "debug"]) { server in
      _ = try await server.client.send(method: .post, target: "/tasks?ms=1&count=3&fail=2")
      let failed = try await server.waitForLogLine(containing: "A background task failed.")
      #expect(failed.contains("task=task-2"))
      try await server.waitForLogLine(containing: "task=task-3")
      let done = server.lines(containing: "A background task is done.")
      #expect(done.count == 2)
      #expect(done.first?.contains("task=task-1") == true)
    }
  }

  private static let requestID = HTTPField.Name("X-Request-ID").unsafelyUnwrapped
}

extension SpawnedServer {
  func lines(containing text: String) -> [String] { log.filter { $0.contains(text) } }

  /// The notification log, or an empty text as long as there is none.
  var loggedNotifications: String {
    (try? String(contentsOfFile: "\(folder)/data/log.txt", encoding: .utf8)) ?? ""
  }

  func waitForLog() async throws -> String {
    try await eventually("a line in the notification log") {
      loggedNotifications.hasSuffix("\n") ? loggedNotifications : nil
    }
  }

  /// The messages in the outbox.
  func outbox() throws -> [String] {
    let path = "\(folder)/data/outbox"
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".eml") }
    return try names.map { try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8) }
  }
}

extension TemporaryFolder {
  fileprivate func names(in name: String) throws -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path(name))) ?? []
  }
}
