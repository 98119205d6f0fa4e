import FoundationEssentials
import Testing

@testable import AfterglowTesting

@Suite(.timeLimit(.minutes(1))) struct SpawnedProcessGuardTests {
  private func makeFolder() throws -> String {
    let path = "/tmp/afterglow-guard-\(UInt64.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    return path
  }

  private func withSleepingProcess(
    _ body: nonisolated(nonsending) (SpawnedServer) async throws -> Void
  ) async throws {
    try await SpawnedServer.run(
      executable: .path("/bin/sh"),
      arguments: ["-c", "trap '' TERM HUP; echo ready; while :; do sleep 0.01; done"],
      grace: .zero
    ) { server in
      try await server.waitForLogLine(containing: "ready")
      try await body(server)
    }
  }

  @Test func `it ends what is left when the process of the tests is gone`() async throws {
    try await withSleepingProcess { server in
      let folder = try makeFolder()
      var guardian: SpawnedProcessGuard? = try SpawnedProcessGuard()
      guardian?.watch(.init(group: server.processIdentifier, folder: folder))
      // The end of its stream, as when the process ends.
      guardian = nil
      let status = try await server.exitStatus()
      #expect(status == .signaled(number: 9))
      try await eventually("the removal of the folder") { !fileExists(folder) }
    }
  }

  @Test func `what has ended is left alone`() async throws {
    try await withSleepingProcess { ended in
      try await withSleepingProcess { left in
        let first = SpawnedProcessGuard.Charge(group: ended.processIdentifier, folder: "/nonexistent")
        let second = SpawnedProcessGuard.Charge(group: left.processIdentifier, folder: "/nonexistent")
        var guardian: SpawnedProcessGuard? = try SpawnedProcessGuard()
        guardian?.watch(first)
        guardian?.watch(second)
        guardian?.release(first)
        guardian = nil
        try await left.exitStatus()
        #expect(isRunning("\(ended.processIdentifier)"))
      }
    }
  }
}
