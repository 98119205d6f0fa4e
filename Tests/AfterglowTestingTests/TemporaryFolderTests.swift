import FoundationEssentials
import Testing

@testable import AfterglowTesting

struct TemporaryFolderTests {
  @Test func `it is removed with its contents by who lets go of it`() throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder?.path)
    #expect(FileManager.default.createFile(atPath: path + "/file", contents: nil))
    #expect(try folder?.names() == ["file"])
    folder = nil
    #expect(!fileExists(path))
  }

  @Test func `other users can enter one that is reachable, and no other`() throws {
    let mode = { (folder: TemporaryFolder) in
      try FileManager.default.attributesOfItem(atPath: folder.path)[.posixPermissions] as? Int
    }
    #expect(try mode(TemporaryFolder()) == 0o700)
    #expect(try mode(TemporaryFolder(isReachable: true)) == 0o755)
  }

  @Test(
    arguments: [
      ("/var/tmp", "/var/tmp"), ("/var/tmp/", "/var/tmp"), ("/my files", "/tmp"), ("/a*b", "/tmp"),
      ("/a\nb", "/tmp"), ("relative", "/tmp"),
      ("/" + String(repeating: "x", count: 58), "/" + String(repeating: "x", count: 58)),
      ("/" + String(repeating: "x", count: 59), "/tmp"),
    ])
  func `it is in TMPDIR, unless a socket or the shell could not take the path`(
    configured: String, used: String
  ) {
    #expect(TemporaryFolder.parent(temporaryFolder: configured, isReachable: false) == used)
  }

  @Test func `a reachable one is not where nobody else can enter`() throws {
    let mine = try TemporaryFolder()
    #expect(TemporaryFolder.parent(temporaryFolder: mine.path, isReachable: false) == mine.path)
    #expect(TemporaryFolder.parent(temporaryFolder: mine.path, isReachable: true) == "/tmp")
  }
}
