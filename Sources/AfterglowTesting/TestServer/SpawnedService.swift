/// The command line and environment of a test server's executable.
struct SpawnedService: Sendable {
  var executable: ServerExecutable
  var arguments: [String]
  var environment: [String: String]

  /// The variables, with the access log on unless the test says otherwise.
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
