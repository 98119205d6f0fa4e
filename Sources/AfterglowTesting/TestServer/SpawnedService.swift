/// How a test server's executable is started.
struct SpawnedService: Sendable {
  var executable: ServerExecutable
  var arguments: [String]
  var environment: [String: String]

  /// The variables, with those that the kit needs where the test doesn't say otherwise.
  ///
  /// What the tester's own shell exports for serving must not reach the process: it is to take the socket it is given,
  /// and to log what the kit reads.
  var completeEnvironment: [String: String] {
    let needed = ["AFTERGLOW_LISTEN": "", "AFTERGLOW_LOG_LEVEL": "info", "AFTERGLOW_ACCESS_LOG": "1"]
    return needed.merging(environment) { $1 }
  }

  nonisolated(nonsending) func run<Value>(
    grace: Duration, _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Value
  ) async throws -> Value {
    try await SpawnedServer.run(
      executable: executable, arguments: arguments, environment: completeEnvironment, grace: grace, body)
  }
}
