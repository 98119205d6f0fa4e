import AfterglowTesting
import FoundationEssentials
import HTTPTypes

@testable import EchoService

/// A web server that passes requests on to an application, both as real processes, for the time of a closure.
struct RunningSite: Sendable {
  let placement: WebServerPlacement
  let application: SpawnedServer
  let web: SpawnedServer
}

extension WebServer {
  /// Runs a closure with this web server in front of an application.
  ///
  /// - Throws: what cancels the test, if the web server isn't installed.
  nonisolated(nonsending) func serve(
    _ product: String = "EchoService", workers: Int = 2, arguments: [String] = [],
    _ body: nonisolated(nonsending) (RunningSite) async throws -> Void
  ) async throws {
    try requireInstalled()
    let folder = try ReachableFolder()
    let placement = WebServerPlacement(folder: folder.path)
    for (name, text) in try configuration(placement) {
      try text.write(toFile: "\(folder.path)/\(name)", atomically: false, encoding: .utf8)
    }
    // The web server's user is not the tests' user.
    let listening = ["--listen", "unix:\(placement.socket)", "--socket-mode", "0666"]
    try await SpawnedServer.run(
      executable: .product(product), arguments: listening + ["--workers", "\(workers)"] + arguments,
      environment: ["REGISTRATION_DATA": folder.path], listeningOn: .nothing
    ) { application in
      try await application.waitUntilListening(on: .unix(path: placement.socket))
      try await SpawnedServer.run(
        executable: .path(executable), arguments: self.arguments(folder.path), listeningOn: .nothing
      ) { web in
        try await web.waitUntilListening(on: placement.address)
        try await body(RunningSite(placement: placement, application: application, web: web))
      }
    }
  }
}

extension SpawnedServer {
  /// Waits until somebody takes connections, or the process has ended without.
  func waitUntilListening(on address: ServerAddress) async throws {
    try await eventually("\(address) to be listened on", within: .seconds(20)) {
      if let status = try? await exitStatus(within: .zero) { throw EndedTooEarly(status: status) }
      guard let connection = try? await HTTPConnection.connect(to: address) else { return false }
      await connection.close()
      return true
    }
  }
}

/// The error of a process that ended before it could be used; what it printed says why.
struct EndedTooEarly: Error {
  let status: ExitStatus
}

extension RunningSite {
  /// Opens a connection to the web server.
  func connect() async throws -> HTTPConnection {
    try await HTTPConnection.connect(to: placement.address)
  }

  /// Sends a request on a connection of its own.
  func send(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> HTTPConnection.Response {
    let connection = try await connect()
    // A web server may answer before it has read a body.
    async let sending: Void = connection.send(
      method: method, target: target, headers: headers, body: body)
    do {
      let response = try await connection.receiveResponse(method: method)
      await connection.close()
      _ = try? await sending
      return response
    } catch {
      await connection.close()
      _ = try? await sending
      throw error
    }
  }

  /// What the application has been told of a request.
  func echo(
    _ method: HTTPRequest.Method = .get, _ target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws -> Echo {
    let response = try await send(method, target, headers: headers, body: body)
    return try JSONDecoder().decode(Echo.self, from: Data(response.body))
  }
}

extension RunningSite {
  /// Lets what waits in the application go on.
  func release() async throws {
    _ = try await send(.post, "/release", body: [])
  }
}

/// How many connections a process has, without the socket on which it listens.
func connections(of process: Int32) -> Int {
  let folder = "/proc/\(process)/fd"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  let targets = names.map { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
  return targets.count { $0?.hasPrefix("socket:") == true } - 1
}
