import AfterglowTesting
import FoundationEssentials
import HTTPTypes

/// The service `LogService` with standard output or standard error in a file or a pipe.
struct LogServer {
  enum Stream: String { case output = "1", error = "2" }

  /// Runs a closure with the service; of its streams, the one that isn't named is in the server's log.
  static func run(
    _ stream: Stream, to path: String, _ arguments: [String] = [], environment: [String: String] = [:],
    before: String = ":", _ body: (SpawnedServer) async throws -> Void
  ) async throws {
    let script = "\(before); exec \"$0\" \"$@\" \(stream.rawValue)>>\"$STREAM\""
    try await SpawnedServer.run(
      executable: .path("/bin/sh"),
      arguments: ["-c", script, try executable(), "--workers", "2"] + arguments,
      environment: environment.merging(["STREAM": path]) { $1 }
    ) { try await body($0) }
  }

  private static func executable() throws -> String {
    let binary = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return binary.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/LogService"
  }
}

extension SpawnedServer {
  /// The text of a response.
  func text(of target: String, headers: HTTPFields = [:]) async throws -> String {
    try await client.get(target, headers: headers).text
  }

  /// Sends a request whose answer may never come.
  func begin(_ target: String) {
    Task { [client] in _ = try? await client.get(target) }
  }

  /// Waits until a worker is at a request.
  func waitForWorker(at target: String) async throws {
    try await eventually("a worker at \(target)", within: .seconds(30)) {
      let status = try? await text(of: "/status", headers: [.accept: "application/json"])
      return status?.replacing(#"\/"#, with: "/").contains("GET \(target) (") ?? false
    }
  }
}
