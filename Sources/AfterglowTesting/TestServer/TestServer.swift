import Afterglow
import HTTPTypes
import Synchronization

/// A service under test, for the duration of a closure.
///
///     try await TestServer.run(.spawned(.product("Service"))) { server in
///       let response = try await server.post("/users", json: ["email": "ada@example.org"])
///       #expect(response.status == .created)
///       let tasks = try await server.backgroundTasksFinished()
///       #expect(tasks.map(\.name) == ["confirmation"])
///     }
///
/// It works in Swift Testing and in XCTest, since all failures are thrown.
public struct TestServer: Sendable {
  enum Backend: Sendable {
    case inProcess(InProcessServer)
    case spawned(SpawnedServer)
    case nginx(NginxServer, SpawnedServer)
  }

  /// The server whose closure the calling task is in; the innermost if there are several.
  @TaskLocal static var current: TestServer?

  /// The mode of the service.
  public let mode: ServerMode
  /// The form of the JSON that the test sends and reads.
  public let json: JSONOptions
  let backend: Backend
  let answered = AnsweredRequestsBox()

  private init(_ mode: ServerMode, _ json: JSONOptions, _ backend: Backend) {
    self.mode = mode
    self.json = json
    self.backend = backend
  }

  /// Runs a closure with a service.
  ///
  /// When the closure has ended, the service gets SIGTERM, finishes its background tasks, and is killed after a grace.
  /// Tests may run in parallel: each has its own process, temporary folder, socket and port.
  ///
  /// - Parameters:
  ///   - mode: the mode of the service.
  ///   - grace: the time between SIGTERM and SIGKILL at the end; 5 seconds by default.
  ///   - json: the form of the JSON that the test sends and reads, which is the service's `Application.json`;
  ///     the default of that by default.
  ///   - body: the test.
  /// - Returns: the closure's result.
  /// - Throws: ``ServerFailure`` with the output of the service and nginx around any error of the closure, and in the
  ///   test's own process around an error of the shutdown. Errors before the service runs are thrown directly, such as
  ///   ``ServerExecutable/NotFound``, ``NginxSiteError``, ``NginxServer/BadConfiguration``, or the error of an action
  ///   of `onStartup`.
  nonisolated(nonsending) public static func run<Value>(
    _ mode: ServerMode, grace: Duration = .seconds(5), json: JSONOptions = JSONOptions(),
    _ body: nonisolated(nonsending) (TestServer) async throws -> Value
  ) async throws -> Value {
    switch mode.kind {
    case .inProcess(let makeApplication, let maxBodySize):
      let server = try await InProcessServer(makeApplication(), maxBodySize: maxBodySize)
      return try await run(TestServer(mode, json, .inProcess(server)), server, grace: grace, body)
    case .spawned(let service):
      return try await service.run(grace: grace) { spawned in
        try await TestServer(mode, json, .spawned(spawned)).run(body)
      }
    case .nginx(let site, let service):
      let file = try site.load()
      return try await service.run(grace: grace) { spawned in
        try await NginxServer.run(site: file, passingTo: .every(spawned.address)) { nginx in
          try await TestServer(mode, json, .nginx(nginx, spawned)).run(body)
        }
      }
    }
  }

  nonisolated(nonsending) private func run<Value>(
    _ body: nonisolated(nonsending) (TestServer) async throws -> Value
  ) async throws -> Value {
    try await Self.$current.withValue(self) { try await body(self) }
  }

  nonisolated(nonsending) private static func run<Value>(
    _ test: TestServer, _ server: InProcessServer, grace: Duration,
    _ body: nonisolated(nonsending) (TestServer) async throws -> Value
  ) async throws -> Value {
    let outcome: Result<Value, any Error>
    do {
      outcome = .success(try await test.run(body))
    } catch {
      outcome = .failure(error)
    }
    let shutdown = await shutDown(server, grace: grace)
    return try outcome.flatMap { value in shutdown.map { value } }.mapError { error in
      ServerFailure(
        underlyingError: error, executable: "the test's own process", log: server.log.lines, exitStatus: nil)
    }.get()
  }

  /// Shuts down like a graceful stop: tasks that have not ended after the grace are cancelled.
  private static func shutDown(_ server: InProcessServer, grace: Duration) async -> Result<Void, any Error> {
    for time in [grace, .seconds(1)] {
      let tasks: Void? = try? await eventually("the background tasks", within: time) {
        await server.tasksHaveEnded()
      }
      if tasks != nil { break }
      await server.cancelTasks()
    }
    do {
      return .success(try await server.shutDown())
    } catch {
      return .failure(error)
    }
  }
}

/// The state that all copies of a test server share.
final class AnsweredRequestsBox: Sendable {
  let requests = Mutex(AnsweredRequests())
}

extension TestServer {
  /// The lines that the service has printed so far: its log, and its standard output and error.
  ///
  /// In the test's own process they are the lines of the loggers of requests and tasks; the output of `print` goes to
  /// the test's output there.
  public var log: [String] {
    switch backend {
    case .inProcess(let server): server.log.lines
    case .spawned(let server), .nginx(_, let server): server.log
    }
  }

  /// Waits until the service has printed a line; earlier lines count too.
  ///
  /// - Parameters:
  ///   - text: the text that the line has to contain.
  ///   - duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the first such line.
  /// - Throws: ``ConditionNotMet`` if there is none after that time.
  @discardableResult
  public func waitForLogLine(
    containing text: String, within duration: Duration = .seconds(10)
  ) async throws -> String {
    try await eventually("a log line containing \(text.debugDescription)", within: duration) {
      log.first { $0.contains(text) }
    }
  }

  /// The service's process, with its FastCGI address, folder and id; `nil` in the test's own process.
  public var process: SpawnedServer? {
    switch backend {
    case .inProcess: nil
    case .spawned(let server), .nginx(_, let server): server
    }
  }

  /// nginx, with its port and log, for tests that connect themselves; `nil` without nginx.
  public var nginx: NginxServer? {
    if case .nginx(let nginx, _) = backend { nginx } else { nil }
  }

  /// Sends a signal to the service, such as ``ProcessSignal/terminate`` to stop it gracefully, or
  /// ``ProcessSignal/hangUp`` to replace its processes if it was started with `--processes`.
  ///
  /// - Parameter signal: the signal.
  /// - Throws: ``NotInProcess`` in the test's own process; ``ProcessGone`` if the test is over.
  public func send(_ signal: ProcessSignal) throws {
    guard let process else { throw NotInProcess(call: "a signal") }
    try process.send(signal)
  }

  /// Waits until the service has ended.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the exit status.
  /// - Throws: ``ConditionNotMet`` if it still runs after that time; ``NotInProcess`` in the test's own process.
  @discardableResult
  public func exitStatus(within duration: Duration = .seconds(10)) async throws -> ExitStatus {
    guard let process else { throw NotInProcess(call: "an exit status") }
    return try await process.exitStatus(within: duration)
  }
}
