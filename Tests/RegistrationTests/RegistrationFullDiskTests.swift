import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// The real executable where a file can't grow past 4,096 bytes, which a test needs no full disk for.
@Suite(.timeLimit(.minutes(1))) struct RegistrationFullDiskTests {
  private func withServer(
    environment: [String: String] = [:], _ body: (SpawnedServer) async throws -> Void
  ) async throws {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let registration = tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Registration"
    // In units of 512 bytes. A write past the limit takes what fits, as on a full disk.
    let script = "ulimit -f 8; exec '\(registration)' --workers 1"
    try await SpawnedServer.run(
      executable: .path("/bin/sh"), arguments: ["-c", script], environment: environment
    ) { try await body($0) }
  }

  @Test func `a line that doesn't fit leaves nothing of it in the log file`() async throws {
    let folder = try TemporaryFolder()
    let lines = String(repeating: "x", count: 4079) + "\n"
    try folder.write(lines, to: "log.txt")
    try await withServer(environment: ["REGISTRATION_DATA": folder.path]) { server in
      let response = try await server.client.post(
        "/register", json: #"{"email":"ada@example.org","password":"lovelace"}"#)
      #expect(response.status == .created)
      let failure = try await server.waitForLogLine(containing: "append to the log file")
      #expect(failure.contains("\(folder.path)/log.txt"))
      #expect(try folder.text("log.txt") == lines)
    }
  }

  @Test func `an upload that doesn't fit is 507, and leaves the file as it was`() async throws {
    try await withServer { server in
      let small = [UInt8](repeating: 0x78, count: 4096)
      #expect(try await server.client.send(method: .put, target: "/files/a", body: small).status == .accepted)
      let large = [UInt8](repeating: 0x79, count: 10_000)
      let response = try await server.client.send(method: .put, target: "/files/a", body: large)
      #expect(response.status.code == 507)
      #expect(try await server.client.get("/files/a").body == small)
      try await eventually("nothing but the file and its lines") {
        try FileManager.default.contentsOfDirectory(atPath: "\(server.folder)/data/files").sorted() == [
          "a", "a.lines",
        ]
      }
    }
  }
}
