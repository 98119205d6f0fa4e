import FastCGI
import FoundationEssentials

/// A FastCGI server as a real process, for the time of a closure.
///
///     try await SpawnedServer.run(executable: .product("Registration")) { server in
///       let response = try await server.client.get("/")
///       #expect(response.text == "Hello, world!")
///     }
///
/// The process's working directory is a temporary folder of the test, removed at the end. When the closure returns or
/// throws, the process gets SIGTERM, and after a grace SIGKILL together with every process it started that is still
/// in its process group. That group is its own, so a terminal's interrupt of the tests doesn't reach it.
public struct SpawnedServer: Sendable {
  /// The absolute path of the temporary folder, in which the process runs.
  public let folder: String
  private let process: ServerProcess
  private let boundAddress: ServerAddress?

  private init(folder: String, process: ServerProcess, address: ServerAddress?) {
    self.folder = folder
    self.process = process
    boundAddress = address
  }

  /// Runs a closure with a server process.
  ///
  /// With a listening socket inherited, the closure starts as soon as the process does: connections wait in the
  /// socket's backlog. With `--listen`, it starts when the server takes connections.
  ///
  /// - Parameters:
  ///   - executable: What to run.
  ///   - arguments: The command line arguments.
  ///   - environment: Variables to add to the inherited environment, or to replace in it. What the shell of whoever tests
  ///     exports for serving isn't inherited: `AFTERGLOW_…`, and what service managers set.
  ///   - listening: How the server comes by its socket; a unix socket on descriptor 0 by default.
  ///   - grace: The time between SIGTERM and SIGKILL at the end; 5 seconds by default.
  ///   - body: The test.
  /// - Returns: What the closure returns.
  /// - Throws: ``ServerFailure`` with the process's log around any error of the closure, and around ``EndedEarly``;
  ///   before the process runs, ``ServerExecutable/NotFound``, ``SpawnFailure``, or why it can't listen, as they are.
  nonisolated(nonsending) public static func run<Value>(
    executable: ServerExecutable, arguments: [String] = [], environment: [String: String] = [:],
    listeningOn listening: ServerListening = .unixSocket, grace: Duration = .seconds(5),
    _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Value
  ) async throws -> Value {
    let path = try executable.resolved()
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let folderPath = folder.path
    let place = try listening.open(in: folderPath)
    defer { withExtendedLifetime(place.port) {} }
    let address = place.address
    var launch = ServerProcess.Launch(
      executable: path, arguments: arguments,
      environment: withoutServing.merging(environment.mapValues(Optional.some)) { $1 }, folder: folderPath,
      descriptor: place.descriptor, grace: grace)
    if listening.isByArgument, let address { launch.arguments += ["--listen", "\(address)"] }
    return try await ServerProcess.run(launch) { process in
      let server = SpawnedServer(folder: folderPath, process: process, address: address)
      if listening.isByArgument { try await server.waitUntilListening(on: server.address) }
      return try await body(server)
    }
  }

  /// The variables that would have the process serve elsewhere, or log what the kit can't read, without values.
  private static var withoutServing: [String: String?] {
    let ofManagers: Set = ["LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_USEC"]
    let names = ProcessInfo.processInfo.environment.keys.filter {
      $0.hasPrefix("AFTERGLOW_") || ofManagers.contains($0)
    }
    return Dictionary(uniqueKeysWithValues: names.map { ($0, String?.none) })
  }

  /// Where the server listens.
  ///
  /// A server that was spawned with ``ServerListening/nothing`` has no address, and must not be asked for one.
  public var address: ServerAddress {
    guard let boundAddress else { preconditionFailure("a server spawned with .nothing has no address") }
    return boundAddress
  }

  /// A client for the server's address, with the default timeout.
  public var client: FastCGIClient { FastCGIClient(address: address) }

  /// The id of the process.
  public var processIdentifier: Int32 { process.identifier }

  /// The lines of standard output and standard error so far, in the order in which they were read.
  ///
  /// Between lines of the two streams that order is approximate.
  public var log: [String] { process.log.lines }

  /// How the process ended, or nil while it runs.
  func peekExitStatus() throws -> ExitStatus? { try process.peekExitStatus() }

  /// Sends a signal to the process.
  ///
  /// - Parameter signal: The signal.
  /// - Throws: ``ProcessGone`` when the closure the process was spawned for has returned.
  public func send(_ signal: ProcessSignal) throws {
    try process.send(signal)
  }

  /// Asks the process to stop gracefully, by SIGTERM; ``exitStatus(within:)`` waits until it has.
  ///
  /// - Throws: ``ProcessGone`` when the closure the process was spawned for has returned.
  public func terminate() throws {
    try send(.terminate)
  }

  /// Waits until the process has ended.
  ///
  /// - Parameter duration: How long to wait at most; 10 seconds by default.
  /// - Returns: How the process ended.
  /// - Throws: ``ConditionNotMet`` when it still runs at the end of that time.
  @discardableResult
  public func exitStatus(within duration: Duration = .seconds(10)) async throws -> ExitStatus {
    try await process.waitForExit(within: duration)
  }

  /// Waits until the process has printed a line; lines printed before the call count.
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

  /// Waits until the process takes connections, for one that opens its socket itself.
  ///
  /// - Parameters:
  ///   - address: Where it is to listen.
  ///   - duration: How long to wait at most; 60 seconds by default.
  /// - Throws: ``EndedEarly`` when the process has ended, ``ConditionNotMet`` when it doesn't listen at the end of that
  ///   time.
  public func waitUntilListening(
    on address: ServerAddress, within duration: Duration = .seconds(60)
  ) async throws {
    try await eventually("the server to listen on \(address)", within: duration) {
      if let status = try process.peekExitStatus() { throw EndedEarly(status: status) }
      guard let connection = try? await StreamSocket.connect(to: address, within: .seconds(1)) else {
        return false
      }
      await connection.close()
      return true
    }
  }
}
