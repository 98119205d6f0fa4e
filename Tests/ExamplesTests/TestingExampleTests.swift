import AfterglowTesting
import HTTPTypes
import Testing

@testable import Examples

extension ServerMode {
  static let process: ServerMode = .spawned(.product("Examples"), arguments: ["Testing"])

  static let all: [ServerMode] = [
    .inProcess(notesApplication()),
    .process,
    .nginx(site: .file("nginx/registration.conf"), executable: .product("Examples"), arguments: ["Testing"]),
  ]
}

@Suite(.showsServerLog) struct NotesTests {
  @Test(arguments: ServerMode.all)
  func aNoteIsIndexedAfterTheResponse(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await server.post("/notes", json: ["author": "Ada", "text": "Afterglow"])
      #expect(response.status == .created)
      let body: [String: String] = try response.json()
      #expect(body == ["author": "Ada"])
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.map(\.name) == ["index"])
      #expect(tasks.map(\.result) == [.succeeded])
    }
  }

  @Test(arguments: ServerMode.all)
  func anEmptyNoteIsAnsweredAndItsTaskFails(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await server.post("/notes", json: ["author": "Ada", "text": ""])
      #expect(response.status == .created)
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.map(\.result) == [.failed])
      try await server.waitForLogLine(containing: "EmptyNote")
    }
  }

  @Test(arguments: ServerMode.all)
  func anIdIsANumber(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let found = try await server.get("/notes/7")
      #expect(found.text == #"{"id":7}"#)
      let refused = try await server.get("/notes/seven")
      #expect(refused.status == .badRequest)
    }
  }
}

@Suite struct SpawnedNotesTests {
  @Test func theServiceStopsGracefully() async throws {
    try await TestServer.run(.process) { server in
      let response = try await server.get("/")
      #expect(response.text == "Notes")
      try server.send(.terminate)
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
    }
  }

  @Test func anAbortedRequestLeavesTheServiceWell() async throws {
    try await TestServer.run(.process) { server in
      let process = try #require(server.process)
      let connection = try await FastCGIConnection.connect(to: process.address)
      try await connection.beginRequest()
      try await connection.sendParams([("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/notes")])
      try await connection.abortRequest()
      await connection.close()
      let response = try await server.get("/")
      #expect(response.text == "Notes")
    }
  }

  @Test func whatTheServicePrintedIsInTheFailure() async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await TestServer.run(.process) { server in
        _ = try await server.post("/notes", json: ["author": "Ada", "text": "Afterglow"])
        try await server.backgroundTasksFinished()
        try await server.waitForLogLine(containing: "nothing like it", within: .milliseconds(1))
      }
    }
    #expect(failure?.description.contains("Indexed a note of Ada.") == true)
  }
}
