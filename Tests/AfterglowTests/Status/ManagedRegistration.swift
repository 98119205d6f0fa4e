import Afterglow
import AfterglowTesting
import FastCGI
import FoundationEssentials
import HTTPTypes

/// The example service as real processes: a manager and two processes of two workers each.
struct ManagedRegistration {
  let server: SpawnedServer

  var client: FastCGIClient { server.client }

  static func run(
    arguments: [String] = [], environment: [String: String] = [:],
    _ body: (ManagedRegistration) async throws -> Void
  ) async throws {
    let options = ["--processes", "2", "--workers", "2", "--graceful-timeout", "0s"]
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: options + arguments,
      environment: environment.merging(["REGISTRATION_DATA": "."]) { $1 }
    ) { server in
      try await body(ManagedRegistration(server: server))
    }
  }

  func status() async throws -> ServiceStatus {
    let response = try await client.get("/status", headers: [.accept: "application/json"])
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(ServiceStatus.self, from: Data(response.body))
  }

  /// The first status for which that holds.
  func status(when awaited: String, _ condition: (ServiceStatus) -> Bool) async throws -> ServiceStatus {
    try await eventually(awaited, within: .seconds(10)) {
      // A process that is killed takes the request that it has in hand with it.
      guard let status = try? await status(), condition(status) else { return nil }
      return status
    }
  }
}

extension ServiceStatus {
  func sum(_ count: (ProcessReport) -> Int) -> Int { processes.map(count).reduce(0, +) }
}
