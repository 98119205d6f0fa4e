import AfterglowTesting
import FoundationEssentials
import Glibc
import HTTPTypes
import SystemPackage
import Testing

@testable import Afterglow

@Suite struct TemporaryFilesFolderTests {
  private let folder: ServedFolder

  init() throws { folder = try ServedFolder() }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func `the folder is there as long as a file is, locked and for its owner only`() throws {
    let path = try {
      let file = try TemporaryFile()
      let path = file.path.removingLastComponent().string
      var status = stat()
      #expect(stat(path, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o700)
      let descriptor = open(path, O_RDONLY | O_DIRECTORY)
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0)
      close(descriptor)
      return file.path.string
    }()
    #expect(access(path, F_OK) != 0)
  }

  @Test func `what a dead process has left is removed, and what a living one has stays`() throws {
    try folder.makeFolder("afterglow-uploads-dead")
    try folder.write("x", to: "afterglow-uploads-dead/upload")
    try folder.makeFolder("afterglow-uploads-empty")
    try folder.makeFolder("afterglow-uploads-living")
    try folder.write("x", to: "afterglow-uploads-living/upload")
    try folder.makeFolder("afterglow-other")
    try folder.makeFolder("elsewhere")
    try folder.write("x", to: "elsewhere/file")
    try folder.link("afterglow-uploads-link", to: "elsewhere")
    let descriptor = open(folder.path("afterglow-uploads-living"), O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    TemporaryFilesFolder.removeStale(in: folder.path)
    #expect(
      try names() == ["afterglow-other", "afterglow-uploads-link", "afterglow-uploads-living", "elsewhere"])
    #expect(access(folder.path("afterglow-uploads-living/upload"), F_OK) == 0)
    #expect(access(folder.path("elsewhere/file"), F_OK) == 0)
  }

  @Test func `an application that starts removes what dead processes have left`() async throws {
    try folder.makeFolder("afterglow-uploads-dead")
    try folder.write("x", to: "afterglow-uploads-dead/upload")
    let environment = ["TMPDIR": folder.path]
    try await SpawnedServer.run(executable: .product("Registration"), environment: environment) { server in
      let response = try await server.client.get("/")
      #expect(response.status == .ok)
      let left = try names()
      #expect(left == [])
    }
  }
}
