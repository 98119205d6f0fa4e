import Afterglow
import HTTPTypes
import Synchronization

/// A service under test, for the time of a closure.
///
///     try await TestServer.run(.spawned(.product("Service"))) { server in
///       let response = try await server.post("/users", json: ["email": "ada@example.org"])
///       #expect(response.status == .created)
///       let tasks = try await server.backgroundTasksFinished()
///       #expect(tasks.map(\.name) == ["confirmation"])
///     }
///
/// It works in Swift Testing and in XCTest alike: what goes wrong is thrown.
public struct TestServer: Sendable {
  enum Backend: Sendable {
    case inProcess(InProcessServer)
    case spawned(SpawnedServer)
    case nginx(NginxServer, SpawnedServer)
  }

  /// The server whose closure the calling task is in; of several, the innermost.
  @TaskLocal static var current: TestServer?

  /// Where requests are answered.
  public let mode: ServerMode
  let backend: Backend
  let answered = AnsweredRequestsBox()

  private init(_ mode: ServerMode, _ backend: Backend) {
    self.mode = mode
    self.backend = backend
  }

  /// Runs a closure with a service.
  ///
  /// When the closure has ended, the service gets SIGTERM, finishes its background tasks, and after a grace is killed.
  /// Tests may run in parallel: each has a process, a temporary folder, a socket and a port of its own.
  ///
  /// - Parameters:
  ///   - mode: Where requests are answered.
  ///   - grace: The time between SIGTERM and SIGKILL at the end; 5 seconds by default.
  ///   - body: The test.
  /// - Returns: What the closure returns.
  /// - Throws: ``ServerFailure`` with everything that the service has printed, and nginx, around any error of the
  ///   closure, and in the test's own process around one of the shutdown; before the service runs, what keeps it from that
  ///   as it is, such as ``ServerExecutable/NotFound``, ``NginxSiteError``, ``NginxServer/BadConfiguration``, or the error
  ///   of an action of `onStartup`.
  nonisolated(nonsending) public static func run<Value>(
    _ mode: ServerMode, grace: Duration = .seconds(5),
    _ body: nonisolated(nonsending) (TestServer) async throws -> Value
  ) async throws -> Value {
    switch mode.kind {
    case .inProcess(let makeApplication, let maxBodySize):
      let server = try await InProcessServer(makeApplication(), maxBodySize: maxBodySize)
      return try await run(mode, server, grace: grace, body)
    case .spawned(let service):
      return try await service.run(grace: grace) { spawned in
        try await TestServer(mode, .spawned(spawned)).run(body)
      }
    case .nginx(let site, let service):
      let file = try site.load()
      return try await service.run(grace: grace) { spawned in
        try await NginxServer.run(site: file, passingTo: .every(spawned.address)) { nginx in
          try await TestServer(mode, .nginx(nginx, spawned)).run(body)
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
    _ mode: ServerMode, _ server: InProcessServer, grace: Duration,
    _ body: nonisolated(nonsending) (TestServer) async throws -> Value
  ) async throws -> Value {
    let outcome: Result<Value, any Error>
    do {
      outcome = .success(try await TestServer(mode, .inProcess(server)).run(body))
    } catch {
      outcome = .failure(error)
    }
    let shutdown = await shutDown(server, grace: grace)
    return try outcome.flatMap { value in shutdown.map { value } }.mapError { error in
      ServerFailure(
        underlyingError: error, executable: "the test's own process", log: server.log.lines, exitStatus: nil)
    }.get()
  }

  /// As a graceful stop does it: what isn't through after the grace is cancelled.
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

/// What all copies of a test server share.
final class AnsweredRequestsBox: Sendable {
  let requests = Mutex(AnsweredRequests())
}

extension TestServer {
  /// The lines that the service has printed so far: its log, and what it wrote to standard output and error.
  ///
  /// In the test's own process they are the lines of the loggers that requests and tasks are given; what `print` writes
  /// there goes to the test's output.
  public var log: [String] {
    switch backend {
    case .inProcess(let server): server.log.lines
    case .spawned(let server), .nginx(_, let server): server.log
    }
  }

  /// Waits until the service has printed a line; lines printed before the call count.
  ///
  /// - Parameters:
  ///   - text: What the line is to contain.
  ///   - duration: How long to wait at most; 10 seconds by default.
  /// - Returns: The first such line.
  /// - Throws: ``ConditionNotMet`` when there is none at the end of that time.
  @discardableResult
  public func waitForLogLine(
    containing text: String, within duration: Duration = .seconds(10)
  ) async throws -> String {
    try await eventually("a log line containing \(text.debugDescription)", within: duration) {
      log.first { $0.contains(text) }
    }
  }

  /// The service's process, or nil in the test's own process: for its FastCGI address, its folder and its id.
  public var process: SpawnedServer? {
    switch backend {
    case .inProcess: nil
    case .spawned(let server), .nginx(_, let server): server
    }
  }

  /// nginx, or nil without one: for connections of a test's own making, its log and its port.
  public var nginx: NginxServer? {
    if case .nginx(let nginx, _) = backend { nginx } else { nil }
  }

  /// Sends a signal to the service, such as ``ProcessSignal/terminate`` to have it stop gracefully, or
  /// ``ProcessSignal/hangUp`` to have it replace its processes, if it was started with `--processes`.
  ///
  /// - Parameter signal: The signal.
  /// - Throws: ``NotInProcess`` in the test's own process, ``ProcessGone`` when the test is over.
  public func send(_ signal: ProcessSignal) throws {
    guard let process else { throw NotInProcess(call: "a signal") }
    try process.send(signal)
  }

  /// Waits until the service has ended.
  ///
  /// - Parameter duration: How long to wait at most; 10 seconds by default.
  /// - Returns: How it ended.
  /// - Throws: ``ConditionNotMet`` when it still runs at the end of that time, ``NotInProcess`` in the test's own process.
  @discardableResult
  public func exitStatus(within duration: Duration = .seconds(10)) async throws -> ExitStatus {
    guard let process else { throw NotInProcess(call: "an exit status") }
    return try await process.exitStatus(within: duration)
  }
}
