import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@testable import Registration

extension ServerMode {
  fileprivate static func spawned(_ arguments: String...) -> ServerMode {
    .spawned(.product("Registration"), arguments: arguments)
  }

  /// The folder for the data of the application in process.
  private static let folder = Result { try TemporaryFolder() }

  fileprivate static let all: [ServerMode] = [
    .inProcess(
      registrationApplication(
        try RegistrationConfiguration(
          Application.settings(arguments: [], environment: ["REGISTRATION_DATA": folder.get().path])))
    ),
    .spawned(),
    .nginx(site: .file("nginx/registration.conf"), executable: .product("Registration")),
  ]

  fileprivate static let outOfProcess = Array(all.dropFirst())
}

@Suite(.timeLimit(.minutes(1))) struct BackgroundTasksFinishedTests {
  @Test(arguments: ServerMode.all)
  func `the tasks of every request are told of, in the order of the responses, however they ended`(
    mode: ServerMode
  ) async throws {
    try await TestServer.run(mode) { server in
      for target in ["/tasks?count=2", "/tasks?count=3&fail=2", "/tasks?count=0"] {
        let response = try await server.send(.post, target)
        #expect(response.status == .accepted)
      }
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.map(\.name) == ["task-1", "task-2", "task-1", "task-2", "task-3"])
      #expect(tasks.map(\.result) == [.succeeded, .succeeded, .succeeded, .failed, .succeeded])
      let again = try await server.backgroundTasksFinished()
      #expect(again.isEmpty)
    }
  }

  @Test(arguments: ServerMode.all)
  func `requests at the same time are all waited for`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask { _ = try await server.send(.post, "/tasks?count=2&ms=1") }
        }
        try await group.waitForAll()
      }
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.count == 40)
    }
  }

  @Test(arguments: ServerMode.all)
  func `responses without tasks, streams and errors are not waited for in vain`(mode: ServerMode) async throws
  {
    try await TestServer.run(mode) { server in
      for (method, target, status) in [
        (HTTPRequest.Method.get, "/events?n=3&ms=1", 200), (.head, "/", 200), (.options, "/", 204),
        (.get, "/nowhere", 404), (.delete, "/", 405), (.get, "/users/x", 400), (.get, "/%zz", 400),
      ] {
        let response = try await server.send(method, target)
        #expect(response.status.code == status, "\(method) \(target)")
      }
      let large = try await server.send(.post, "/register", body: [UInt8](repeating: 32, count: 2_000_000))
      #expect(large.status == .contentTooLarge)
      let tasks = try await server.backgroundTasksFinished(within: .seconds(10))
      #expect(tasks.isEmpty)
    }
  }

  @Test(arguments: [ServerMode.all[0], .spawned()])
  func `a request that can't be understood is not waited for in vain`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      let response = try await server.get("no-slash")
      #expect(response.status == .badRequest)
      try await server.backgroundTasksFinished(within: .seconds(10))
    }
  }

  @Test func `a request that nginx itself refuses is not waited for in vain`() async throws {
    try await TestServer.run(ServerMode.all[2]) { server in
      let response = try await server.get("/" + String(repeating: "x", count: 20_000))
      #expect(response.status == .uriTooLong)
      try await server.backgroundTasksFinished(within: .seconds(10))
    }
  }

  @Test(arguments: ["error", "critical"])
  func `the level of the log doesn't matter`(level: String) async throws {
    try await TestServer.run(.spawned("--log-level", level)) { server in
      _ = try await server.send(.post, "/tasks?count=1")
      let tasks = try await server.backgroundTasksFinished(within: .seconds(10))
      #expect(tasks.map(\.name) == ["task-1"])
    }
  }

  @Test func `several processes are waited for`() async throws {
    try await TestServer.run(.spawned("--processes", "2", "--workers", "1")) { server in
      for _ in 0..<6 { _ = try await server.send(.post, "/tasks?count=1&ms=20") }
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.count == 6)
    }
  }

  @Test(arguments: ServerMode.outOfProcess)
  func `tasks that a stopping service still runs are waited for`(mode: ServerMode) async throws {
    try await TestServer.run(mode) { server in
      _ = try await server.send(.post, "/tasks?count=1&ms=300")
      try server.send(.terminate)
      let tasks = try await server.backgroundTasksFinished()
      #expect(tasks.map(\.result) == [.succeeded])
      let status = try await server.exitStatus()
      #expect(status == .exited(code: 0))
    }
  }

  @Test(arguments: ServerMode.outOfProcess)
  func `tasks of a service that died are an error that says so, at once`(mode: ServerMode) async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await TestServer.run(mode) { server in
        _ = try await server.send(.post, "/tasks?count=1&ms=60000")
        try server.send(.kill)
        try await server.backgroundTasksFinished()
      }
    }
    #expect(failure?.description.contains("ended by signal 9") == true)
  }

  @Test(arguments: ServerMode.all)
  func `tasks that take too long are an error`(mode: ServerMode) async throws {
    let failure = await #expect(throws: ServerFailure.self) {
      try await TestServer.run(mode, grace: .milliseconds(100)) { server in
        _ = try await server.send(.post, "/tasks?count=1&ms=60000")
        try await server.backgroundTasksFinished(within: .milliseconds(200))
      }
    }
    #expect(failure?.description.contains("background tasks have not ended") == true)
  }

  @Test func `a service without an access log is told about`() async throws {
    let mode = ServerMode.spawned(
      .product("Registration"), environment: ["AFTERGLOW_ACCESS_LOG": "0"])
    let failure = await #expect(throws: ServerFailure.self) {
      try await TestServer.run(mode) { server in
        _ = try await server.send(.post, "/tasks?count=1")
        try await server.backgroundTasksFinished(within: .milliseconds(200))
      }
    }
    #expect(failure?.description.contains("no line of the access log") == true)
  }
}
