import Afterglow

/// Where a test's requests are answered: in the test's own process, by the spawned executable, or behind a real nginx.
///
/// The same test runs in all of them, for example as a test with arguments:
///
///     extension ServerMode {
///       static let all: [ServerMode] = [
///         .inProcess(try makeApplication()),
///         .spawned(.product("Service")),
///         .nginx(site: .file("nginx/site.conf"), executable: .product("Service")),
///       ]
///     }
///
///     @Test(arguments: ServerMode.all) func aUserIsCreated(mode: ServerMode) async throws {
///       try await TestServer.run(mode) { server in
///         let response = try await server.post("/users", json: ["email": "ada@example.org"])
///         #expect(response.status == .created)
///       }
///     }
public struct ServerMode: Sendable {
  enum Kind: Sendable {
    case inProcess(@Sendable () throws -> Application, maxBodySize: Int)
    case spawned(SpawnedService)
    case nginx(NginxSite, SpawnedService)
  }

  let kind: Kind

  /// In the test's own process: fast, and a debugger's breakpoints work.
  ///
  /// It stands for one worker: background tasks run before the next request, or in
  /// ``TestServer/backgroundTasksFinished(within:)``, whichever comes first. Until then
  /// ``TestResponse/backgroundTaskNames`` has the names of those that are to run. The actions of `onStartup` run first, and
  /// at the end those of `onShutdown`; companions aren't run.
  ///
  /// - Parameters:
  ///   - application: The application; the expression is evaluated anew for each test, so that none sees the state of
  ///     another.
  ///   - maxBodySize: The most bytes a request's body may have; by default as without `--max-body-size`.
  /// - Returns: The mode.
  public static func inProcess(
    _ application: @escaping @Sendable @autoclosure () throws -> Application,
    maxBodySize: Int = ApplicationConfiguration.defaultMaxBodySize
  ) -> ServerMode {
    ServerMode(kind: .inProcess(application, maxBodySize: maxBodySize))
  }

  /// Against the executable as a process of its own, with a unix socket on descriptor 0, spoken to in FastCGI records.
  ///
  /// Its working directory is a temporary folder of the test. It gets `AFTERGLOW_ACCESS_LOG=1`, because the lines of
  /// that log say when background tasks have ended.
  ///
  /// - Parameters:
  ///   - executable: What to run.
  ///   - arguments: The command line arguments, such as `["--processes", "2"]`.
  ///   - environment: Variables to add to the inherited environment, or to replace in it.
  /// - Returns: The mode.
  public static func spawned(
    _ executable: ServerExecutable, arguments: [String] = [], environment: [String: String] = [:]
  ) -> ServerMode {
    ServerMode(
      kind: .spawned(
        SpawnedService(executable: executable, arguments: arguments, environment: environment)))
  }

  /// Through a real nginx on a free port, in front of the executable.
  ///
  /// - Parameters:
  ///   - site: The site file that nginx is to serve in production.
  ///   - executable: What to run.
  ///   - arguments: The command line arguments of the executable.
  ///   - environment: Variables to add to the inherited environment, or to replace in it.
  /// - Returns: The mode.
  public static func nginx(
    site: NginxSite, executable: ServerExecutable, arguments: [String] = [],
    environment: [String: String] = [:]
  ) -> ServerMode {
    let service = SpawnedService(executable: executable, arguments: arguments, environment: environment)
    return ServerMode(kind: .nginx(site, service))
  }
}

extension ServerMode: CustomStringConvertible {
  /// The words for a test's name: `in process`, `spawned` or `nginx`.
  public var description: String {
    switch kind {
    case .inProcess: "in process"
    case .spawned: "spawned"
    case .nginx: "nginx"
    }
  }
}
