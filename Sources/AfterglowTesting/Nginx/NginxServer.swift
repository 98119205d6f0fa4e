import FastCGI
import FoundationEssentials
import Glibc
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A real nginx in the foreground, for the time of a closure.
///
///     try await SpawnedServer.run(executable: .product("Registration")) { server in
///       try await NginxServer.run(site: NginxServer.plainSite(for: server.address)) { nginx in
///         let response = try await nginx.get("/")
///         #expect(response.status == .ok)
///       }
///     }
///
/// It listens on a free port of 127.0.0.1; everything it writes is in a temporary folder, removed at the end.
public struct NginxServer: Sendable {
  /// The error for a configuration that nginx refuses.
  public struct BadConfiguration: Error, Hashable, Sendable, CustomStringConvertible {
    /// What `nginx -t` printed.
    public let message: String

    /// The sentence for a failure message.
    public var description: String { "nginx refuses the configuration:\n\(message)" }
  }

  /// Where nginx listens; with TLS, if the test has given it a certificate.
  public let address: ServerAddress
  /// The absolute path of the temporary folder, nginx's prefix.
  public let folder: String
  private let process: ServerProcess

  /// Runs a closure with nginx.
  ///
  /// - Parameters:
  ///   - site: What stands inside the `server { … }` block; the kit adds its `listen`.
  ///   - http: What stands before that block inside the `http { … }` block, such as an `upstream` with `keepalive`;
  ///     nothing by default.
  ///   - workerProcesses: The number of nginx's worker processes; 1 by default.
  ///   - body: The test.
  /// - Returns: What the closure returns.
  /// - Throws: ``BadConfiguration`` when `nginx -t` fails, ``ServerExecutable/NotFound`` when there is no nginx, and
  ///   ``ServerFailure`` with nginx's error log around any error of the closure.
  nonisolated(nonsending) public static func run<Value>(
    site: String, http: String = "", workerProcesses: Int = 1,
    _ body: nonisolated(nonsending) (NginxServer) async throws -> Value
  ) async throws -> Value {
    try await run(body) { address, _ in
      configuration(http: serving(site: site, http: http, listen: address), workerProcesses: workerProcesses)
    }
  }

  /// Runs a closure with nginx serving a site file.
  ///
  ///     let hosts = ["10.0.0.11:9000": first.address, "10.0.0.12:9000": second.address]
  ///     try await NginxServer.run(site: .file("nginx/shop.conf"), passingTo: hosts) { nginx in … }
  ///
  /// - Parameters:
  ///   - site: The file.
  ///   - services: Where requests go, by the addresses in the file: in `fastcgi_pass`, or in `server` of an upstream.
  ///   - certificate: What stands for the file's certificates; nil, the default, serves everything without TLS.
  ///   - body: The test.
  /// - Returns: What the closure returns.
  /// - Throws: ``NginxSiteError`` when the file can't be served, and otherwise as
  ///   ``run(site:http:workerProcesses:_:)``.
  nonisolated(nonsending) public static func run<Value>(
    site: NginxSite, passingTo services: [String: ServerAddress], certificate: NginxCertificate? = nil,
    _ body: nonisolated(nonsending) (NginxServer) async throws -> Value
  ) async throws -> Value {
    try await run(site: site.load(), passingTo: .named(services), certificate: certificate, body)
  }

  /// Runs a closure with nginx serving a user's own site.
  nonisolated(nonsending) static func run<Value>(
    site: RewrittenSite, passingTo services: SiteSurroundings.Services, certificate: NginxCertificate? = nil,
    _ body: nonisolated(nonsending) (NginxServer) async throws -> Value
  ) async throws -> Value {
    try await run(body) { address, folder in
      let surroundings = SiteSurroundings(
        services: services, listen: address, certificate: certificate, prefix: folder)
      return configuration(
        http: try site.text(in: surroundings), workerProcesses: 1,
        accessLog: NginxAccessLog.directives(in: folder))
    }
  }

  nonisolated(nonsending) private static func run<Value>(
    _ body: nonisolated(nonsending) (NginxServer) async throws -> Value,
    configuration: (_ address: ServerAddress, _ folder: String) throws -> String
  ) async throws -> Value {
    let executable = try ServerExecutable.checked(pathOfNginx(), or: "install nginx")
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let folderPath = folder.path
    let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    let address = socket.address
    let file = folderPath + "/nginx.conf"
    try configuration(address, folderPath).write(toFile: file, atomically: true, encoding: .utf8)
    let arguments = ["-p", folderPath, "-c", file, "-e", "stderr"]
    try await check(executable, arguments: arguments)
    // nginx takes over listening sockets that this variable names, as in an upgrade of its binary. Choosing a port
    // and leaving nginx to bind it would race with other tests for the port.
    let launch = ServerProcess.Launch(
      executable: executable, arguments: arguments, environment: ["NGINX": "0;"], folder: folderPath,
      descriptor: try socket.handOver(), grace: .seconds(5))
    return try await ServerProcess.run(launch) { process in
      let nginx = NginxServer(address: address, folder: folderPath, process: process)
      try await nginx.waitUntilRunning()
      return try await body(nginx)
    }
  }

  private static func pathOfNginx() -> String {
    let search = getenv("PATH").map { String(cString: $0) } ?? ""
    // Debian has it where only root's PATH leads.
    let folders = search.split(separator: ":").map(String.init) + ["/usr/sbin"]
    let candidates = folders.map { $0 + "/nginx" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/usr/sbin/nginx"
  }

  private static func check(_ executable: String, arguments: [String]) async throws {
    let result = try await Subprocess.run(
      .path(FilePath(executable)), arguments: Arguments(["-t"] + arguments), output: .discarded,
      error: .string(limit: 65_536))
    guard result.terminationStatus.isSuccess else { throw BadConfiguration(message: result.standardError) }
  }

  /// nginx fills its pid file once it has read its configuration and taken over the socket.
  private func waitUntilRunning() async throws {
    try await eventually("nginx to start", within: .seconds(60)) {
      if let status = try process.peekExitStatus() { throw EndedEarly(status: status) }
      let identifier = try? String(contentsOfFile: folder + "/nginx.pid", encoding: .utf8)
      return identifier?.isEmpty == false
    }
  }
}

extension NginxServer {
  /// The lines of nginx's error log so far.
  public var log: [String] { process.log.lines }

  /// What was asked of it and passed on so far, if it serves a ``NginxSite``.
  var accessLog: NginxAccessLog { NginxAccessLog(folder: folder) }

  /// Where the servers of a site file listen that have no TLS, if others have: a unix socket.
  public var addressWithoutTLS: ServerAddress { SiteSurroundings.listenWithoutTLS(prefix: folder) }

  /// The id of nginx's master process.
  public var processIdentifier: Int32 { process.identifier }

  /// Sends a signal to nginx's master process, such as ``ProcessSignal/hangUp`` to read its configuration again.
  ///
  /// - Parameter signal: The signal.
  /// - Throws: ``ProcessGone`` when the closure nginx was spawned for has returned.
  public func send(_ signal: ProcessSignal) throws {
    try process.send(signal)
  }

  /// Opens an HTTP connection to nginx.
  ///
  /// - Returns: The open connection.
  /// - Throws: ``ConnectionError`` when nginx doesn't listen any more.
  public func connect() async throws(ConnectionError) -> HTTPConnection {
    try await .connect(to: address)
  }
}
