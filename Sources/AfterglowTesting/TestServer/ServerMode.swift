import Afterglow

/// The place where a test's requests are answered: the test's own process, the spawned executable, or a real nginx in
/// front of it.
///
/// The same test runs in all modes, for example as a test with arguments:
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

  /// Returns the mode in the test's own process: fast, and a debugger's breakpoints work.
  ///
  /// The service behaves like one worker: background tasks run before the next request, or in
  /// ``TestServer/backgroundTasksFinished(within:)``, whichever comes first. Until then
  /// ``TestResponse/backgroundTaskNames`` has their names. The actions of `onStartup` run first, and those of
  /// `onShutdown` last. Companions aren't run.
  ///
  /// - Parameters:
  ///   - application: the application. The expression is evaluated for each test, so that no test sees another one's
  ///     state.
  ///   - maxBodySize: the maximum size of a request's body in bytes; by default that of `--max-body-size`.
  /// - Returns: the mode.
  public static func inProcess(
    _ application: @escaping @Sendable @autoclosure () throws -> Application,
    maxBodySize: Int = ApplicationConfiguration.defaultMaxBodySize
  ) -> ServerMode {
    ServerMode(kind: .inProcess(application, maxBodySize: maxBodySize))
  }

  /// Returns the mode with the executable as a separate process, which gets FastCGI records through a unix socket on
  /// descriptor 0.
  ///
  /// Its working directory is a temporary folder of the test. It gets `AFTERGLOW_ACCESS_LOG=1`, because the access log
  /// says when background tasks have ended.
  ///
  /// - Parameters:
  ///   - executable: the executable.
  ///   - arguments: the command line arguments, such as `["--processes", "2"]`; none by default.
  ///   - environment: variables to add to the inherited environment, or to replace in it; none by default.
  /// - Returns: the mode.
  public static func spawned(
    _ executable: ServerExecutable, arguments: [String] = [], environment: [String: String] = [:]
  ) -> ServerMode {
    ServerMode(
      kind: .spawned(
        SpawnedService(executable: executable, arguments: arguments, environment: environment)))
  }

  /// Returns the mode with a real nginx on a free port, in front of the executable.
  ///
  /// - Parameters:
  ///   - site: the site file that nginx serves in production.
  ///   - executable: the executable.
  ///   - arguments: the command line arguments of the executable; none by default.
  ///   - environment: variables to add to the inherited environment, or to replace in it; none by default.
  /// - Returns: the mode.
  public static func nginx(
    site: NginxSite, executable: ServerExecutable, arguments: [String] = [],
    environment: [String: String] = [:]
  ) -> ServerMode {
    let service = SpawnedService(executable: executable, arguments: arguments, environment: environment)
    return ServerMode(kind: .nginx(site, service))
  }
}

extension ServerMode: CustomStringConvertible {
  /// The mode in a test's name: `in process`, `spawned` or `nginx`.
  public var description: String {
    switch kind {
    case .inProcess: "in process"
    case .spawned: "spawned"
    case .nginx: "nginx"
    }
  }
}
