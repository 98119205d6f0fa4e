/// How a test server's executable is started.
struct SpawnedService: Sendable {
  var executable: ServerExecutable
  var arguments: [String]
  var environment: [String: String]

  /// The variables, with what the kit needs to know of background tasks where the test doesn't say otherwise.
  private var completeEnvironment: [String: String] {
    ["AFTERGLOW_ACCESS_LOG": "1"].merging(environment) { $1 }
  }

  nonisolated(nonsending) func run<Value>(
    grace: Duration, _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Value
  ) async throws -> Value {
    try await SpawnedServer.run(
      executable: executable, arguments: arguments, environment: completeEnvironment, grace: grace, body)
  }
}
