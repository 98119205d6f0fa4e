import AfterglowTesting
import FoundationEssentials
import HTTPTypes

@testable import EchoService

/// A web server that passes requests on to an application, both as real processes, for the time of a closure.
struct RunningSite: Sendable {
  /// The folder of the application's socket and files, and of the web server's.
  let folder: String
  let application: SpawnedServer
  /// Where the web server listens.
  let address: ServerAddress
}

extension WebServer {
  /// Runs a closure with this web server in front of an application.
  ///
  /// - Throws: what cancels the test, if the web server isn't installed.
  nonisolated(nonsending) func serve(
    _ product: String = "EchoService", workers: Int = 2,
    _ body: nonisolated(nonsending) (RunningSite) async throws -> Void
  ) async throws {
    try requireInstalled()
    let folder = try TemporaryFolder(isReachable: true)
    let placement = WebServerPlacement(folder: folder.path)
    // The web server's user is not the tests' user.
    let listening = ["--listen", "unix:\(placement.socket)", "--socket-mode", "0666"]
    try await SpawnedServer.run(
      executable: .product(product), arguments: listening + ["--workers", "\(workers)"],
      environment: ["REGISTRATION_DATA": folder.path], listeningOn: .nothing
    ) { application in
      try await application.waitUntilListening(on: .unix(path: placement.socket))
      try await run(placement) { address in
        try await body(RunningSite(folder: placement.folder, application: application, address: address))
      }
    }
  }

  nonisolated(nonsending) private func run(
    _ placement: WebServerPlacement, _ body: nonisolated(nonsending) (ServerAddress) async throws -> Void
  ) async throws {
    switch configuration {
    case .site(let name):
      try await NginxServer.run(
        site: .file("nginx/\(name)"),
        passingTo: ["unix:" + ShippedFile.socket: .unix(path: placement.socket)]
      ) { nginx in
        try await body(nginx.address)
      }
    case .files(let arguments, let files):
      for (name, text) in try files(placement) {
        try text.write(toFile: "\(placement.folder)/\(name)", atomically: false, encoding: .utf8)
      }
      // Caddy would write into the user's home.
      let home = ["XDG_CONFIG_HOME": placement.folder, "XDG_DATA_HOME": placement.folder]
      try await SpawnedServer.run(
        executable: .path(executable), arguments: arguments(placement.folder), environment: home,
        listeningOn: .nothing
      ) { web in
        try await web.waitUntilListening(on: placement.address)
        try await body(placement.address)
      }
    }
  }
}

extension RunningSite {
  /// Opens a connection to the web server.
  func connect() async throws -> HTTPConnection {
    try await HTTPConnection.connect(to: address)
  }

  /// Sends a request on a connection of its own.
  func send(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> HTTPConnection.Response {
    try await connect().exchange(method, target, headers: headers, body: body)
  }

  /// What the application has been told of a request.
  func echo(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> Echo {
    try await send(method, target, headers: headers, body: body).echo()
  }

  /// Lets what waits in the application go on.
  func release() async throws {
    _ = try await send(.post, "/release", body: [])
  }
}

extension HTTPConnection {
  /// Sends a request and receives its response, and closes the connection.
  func exchange(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> Response {
    // A web server may answer before it has read a body.
    async let sending: Void = send(method: method, target: target, headers: headers, body: body)
    do {
      let response = try await receiveResponse(method: method)
      await close()
      _ = try? await sending
      return response
    } catch {
      await close()
      _ = try? await sending
      throw error
    }
  }
}

extension HTTPConnection.Response {
  /// What the application has been told of the request.
  func echo() throws -> Echo {
    try JSONDecoder().decode(Echo.self, from: Data(body))
  }
}
