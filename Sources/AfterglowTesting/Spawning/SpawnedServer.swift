import FastCGI
import FoundationEssentials

/// A FastCGI server as a real process, for the duration of a closure.
///
///     try await SpawnedServer.run(executable: .product("Registration")) { server in
///       let response = try await server.client.get("/")
///       #expect(response.text == "Hello, world!")
///     }
///
/// The process's working directory is a temporary folder of the test, which is removed at the end. When the closure
/// returns or throws, the process gets SIGTERM. After a grace it gets SIGKILL, together with all processes that are
/// still in its process group. That group is separate, so a terminal's interrupt of the tests doesn't reach it.
public struct SpawnedServer: Sendable {
  /// The absolute path to the temporary folder, in which the process runs.
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
  /// With an inherited listening socket, the closure starts as soon as the process does, and connections wait in the
  /// socket's backlog. With `--listen`, it starts when the server accepts connections.
  ///
  /// - Parameters:
  ///   - executable: the executable.
  ///   - arguments: the command line arguments; none by default.
  ///   - environment: variables to add to the inherited environment, or to replace in it; none by default. Variables of
  ///     the tester's shell that concern serving aren't inherited: `AFTERGLOW_…`, and those that service managers set.
  ///   - listening: the way in which the server gets its socket; a unix socket on descriptor 0 by default.
  ///   - grace: the time between SIGTERM and SIGKILL at the end; 5 seconds by default.
  ///   - body: the test.
  /// - Returns: the closure's result.
  /// - Throws: ``ServerFailure`` with the process's log around any error of the closure, and around ``EndedEarly``;
  ///   before the process runs, ``ServerExecutable/NotFound``, ``SpawnFailure`` or an error of the socket directly.
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

  /// The inherited variables that would make the process listen elsewhere or log in another format, each with `nil`.
  private static var withoutServing: [String: String?] {
    let ofManagers: Set = ["LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_USEC"]
    let names = ProcessInfo.processInfo.environment.keys.filter {
      $0.hasPrefix("AFTERGLOW_") || ofManagers.contains($0)
    }
    return Dictionary(uniqueKeysWithValues: names.map { ($0, String?.none) })
  }

  /// The address on which the server listens.
  ///
  /// A server spawned with ``ServerListening/nothing`` has no address: reading it is a precondition failure.
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
  /// The order of lines of different streams is approximate.
  public var log: [String] { process.log.lines }

  /// Returns how the process ended, or `nil` while it runs.
  func peekExitStatus() throws -> ExitStatus? { try process.peekExitStatus() }

  /// Sends a signal to the process.
  ///
  /// - Parameter signal: the signal.
  /// - Throws: ``ProcessGone`` if the process's closure has returned.
  public func send(_ signal: ProcessSignal) throws {
    try process.send(signal)
  }

  /// Asks the process to stop gracefully, with SIGTERM; ``exitStatus(within:)`` waits for its end.
  ///
  /// - Throws: ``ProcessGone`` if the process's closure has returned.
  public func terminate() throws {
    try send(.terminate)
  }

  /// Waits until the process has ended.
  ///
  /// - Parameter duration: the maximum time to wait; 10 seconds by default.
  /// - Returns: the exit status of the process.
  /// - Throws: ``ConditionNotMet`` if it still runs after that time.
  @discardableResult
  public func exitStatus(within duration: Duration = .seconds(10)) async throws -> ExitStatus {
    try await process.waitForExit(within: duration)
  }

  /// Waits until the process has printed a line; earlier lines count too.
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

  /// Waits until the process accepts connections, for one that opens its socket itself.
  ///
  /// - Parameters:
  ///   - address: the expected address.
  ///   - duration: the maximum time to wait; 60 seconds by default.
  /// - Throws: ``EndedEarly`` if the process has ended; ``ConditionNotMet`` if it doesn't listen after that time.
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
