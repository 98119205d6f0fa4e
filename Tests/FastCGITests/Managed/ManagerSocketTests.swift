import AfterglowTesting
import FoundationEssentials
import Glibc
import Testing

@testable import FastCGI

/// Where the manager's processes report to it.
@Suite(.timeLimit(.minutes(1))) struct ManagerSocketTests {
  @Test func `it is in the folder for temporary files, and removed at the end`() async throws {
    let folder = try TestFolder()
    try await managedRegistration("--workers", "1", processes: 1, environment: ["TMPDIR": folder.path]) {
      server in
      let socketFolder = try #require(try server.folderOfManager(server.servingProcesses[0]))
      #expect(socketFolder.hasPrefix(folder.path("afterglow-")))
      try server.terminate()
      #expect(try await server.exitStatus() == .exited(code: 0))
      #expect(try folder.names().isEmpty)
    }
  }

  @Test func `a folder with too long a path for a socket is not taken`() {
    let long = "/" + String(repeating: "a", count: 90)
    #expect(ManagerSocket.parentFolder(temporaryFolder: long) == "/tmp")
    let fitting = "/" + String(repeating: "a", count: 76)
    #expect(ManagerSocket.parentFolder(temporaryFolder: fitting) == fitting)
  }

  @Test func `a folder that can't be written to is named, with what to do, in one line`() async throws {
    try await SpawnedServer.run(
      executable: .product("Registration"), arguments: ["--processes", "1"],
      environment: ["REGISTRATION_DATA": "data", "TMPDIR": "/proc"]
    ) { server in
      #expect(try await server.exitStatus() == .exited(code: 69))
      try await eventually("the log") { !server.log.isEmpty }
      #expect(
        server.log.first?.hasPrefix(
          "Registration: mkdtemp /proc/afterglow-XXXXXX (TMPDIR can name a folder that may be written to): ")
          == true)
      #expect(server.log.count == 1)
    }
  }
}
