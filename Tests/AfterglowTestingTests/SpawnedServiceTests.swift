import Glibc
import Testing

@testable import AfterglowTesting

@Suite(.timeLimit(.minutes(1))) struct SpawnedServiceTests {
  @Test func `what the tester's shell exports for serving doesn't reach the service`() async throws {
    // Of no meaning to the tests beside this one.
    let exported = ["AFTERGLOW_SPAWNED_SERVICE_TESTS", "LISTEN_FDNAMES"]
    for name in exported { setenv(name, "x", 1) }
    defer { for name in exported { unsetenv(name) } }
    let service = SpawnedService(
      executable: .path("/usr/bin/env"), arguments: [],
      environment: ["AFTERGLOW_WORKERS": "2", "GREETING": "hello"])
    try await service.run(grace: .seconds(5)) { server in
      try await server.exitStatus()
      try await server.waitForLogLine(containing: "GREETING=hello")
      try await server.waitForLogLine(containing: "AFTERGLOW_WORKERS=2")
      try await server.waitForLogLine(containing: "PATH=")
      #expect(!server.log.contains { line in exported.contains { line.hasPrefix($0) } })
    }
  }
}
