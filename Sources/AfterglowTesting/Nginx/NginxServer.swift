import FastCGI
import FoundationEssentials
import Glibc
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A real nginx in the foreground, for the duration of a closure.
///
///     try await SpawnedServer.run(executable: .product("Registration")) { server in
///       try await NginxServer.run(site: NginxServer.plainSite(for: server.address)) { nginx in
///         let response = try await nginx.get("/")
///         #expect(response.status == .ok)
///       }
///     }
///
/// It listens on a free port of 127.0.0.1. All its files are in a temporary folder, which is removed at the end.
public struct NginxServer: Sendable {
  /// The error for a configuration that nginx refuses.
  public struct BadConfiguration: Error, Hashable, Sendable, CustomStringConvertible {
    /// The output of `nginx -t`.
    public let message: String

    /// The sentence for a failure message.
    public var description: String { "nginx refuses the configuration:\n\(message)" }
  }

  /// The address on which nginx listens, with TLS if the test has given it a certificate.
  public let address: ServerAddress
  /// The absolute path to the temporary folder, nginx's prefix.
  public let folder: String
  private let process: ServerProcess

  /// Runs a closure with nginx.
  ///
  /// - Parameters:
  ///   - site: the contents of the `server { … }` block, to which the kit adds `listen`.
  ///   - http: the directives before that block in the `http { … }` block, such as an `upstream` with `keepalive`;
  ///     empty by default.
  ///   - workerProcesses: the number of nginx's worker processes; 1 by default.
  ///   - body: the test.
  /// - Returns: the closure's result.
  /// - Throws: ``BadConfiguration`` if `nginx -t` fails; ``ServerExecutable/NotFound`` if nginx isn't installed;
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
  ///   - site: the site file.
  ///   - services: the services by their addresses in the file, as in `fastcgi_pass`, or in `server` of an upstream.
  ///   - certificate: the certificate in place of the file's; `nil`, the default, serves everything without TLS.
  ///   - body: the test.
  /// - Returns: the closure's result.
  /// - Throws: ``NginxSiteError`` if the file can't be served; otherwise the errors of
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
    // nginx takes over listening sockets that this variable names, as in an upgrade of its binary. If nginx bound the
    // chosen port itself, another test could take it first.
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
    // Debian installs it in a folder that only root's PATH has.
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

  /// Waits until nginx has read its configuration and taken over the socket, when it fills its pid file.
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

  /// The access log, if nginx serves a ``NginxSite``.
  var accessLog: NginxAccessLog { NginxAccessLog(folder: folder) }

  /// The address of the site file's servers without TLS, if others have TLS: a unix socket.
  public var addressWithoutTLS: ServerAddress { SiteSurroundings.listenWithoutTLS(prefix: folder) }

  /// The id of nginx's master process.
  public var processIdentifier: Int32 { process.identifier }

  /// Sends a signal to nginx's master process, such as ``ProcessSignal/hangUp`` to read its configuration again.
  ///
  /// - Parameter signal: the signal.
  /// - Throws: ``ProcessGone`` if nginx's closure has returned.
  public func send(_ signal: ProcessSignal) throws {
    try process.send(signal)
  }

  /// Opens an HTTP connection to nginx.
  ///
  /// - Returns: the open connection.
  /// - Throws: `ConnectionError` if nginx doesn't listen any more.
  public func connect() async throws(ConnectionError) -> HTTPConnection {
    try await .connect(to: address)
  }
}
