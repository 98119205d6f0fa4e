import AfterglowTesting
import FoundationEssentials
import Testing

@testable import FastCGI

#if canImport(Glibc)
  import Glibc
#endif

/// What a manager's processes leave for each other.
@Suite struct StatusFolderTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// A process as its manager would have started it.
  private func process(_ number: Int) throws -> ManagedProcess {
    try #require(
      ManagedProcess(environment: [
        "AFTERGLOW_MANAGER": "\(getppid())", "AFTERGLOW_PROCESS_NUMBER": "\(number)",
        "AFTERGLOW_MANAGER_SOCKET": "@none", "AFTERGLOW_MANAGER_STATUS": folder.path,
      ]))
  }

  @Test func `a process finds what the others published, in their order, and not its own`() throws {
    for number in [10, 2, 1] { try process(number).publish(["of": number]) }
    #expect(try process(2).publishedByOthers([String: Int].self) == [["of": 1], ["of": 10]])
  }

  @Test func `what is published takes the place of the one before`() throws {
    try process(1).publish(["a": 1])
    try process(1).publish(["a": 2])
    #expect(try process(2).publishedByOthers([String: Int].self) == [["a": 2]])
    #expect(try folder.names() == ["process-1.json"])
  }

  @Test func `a reader that has begun with the old file reads all of it`() throws {
    let writer = try process(1)
    try writer.publish(["a": 1])
    let reader = open(folder.path("process-1.json"), O_RDONLY)
    defer { close(reader) }
    try writer.publish(["a": 2, "b": 3])
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(reader, &bytes, bytes.count)
    #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == #"{"a":1}"#)
  }

  @Test func `what can't be read is left out`() throws {
    try process(1).publish(["a": 1])
    try "{\"a\":".write(toFile: folder.path("process-2.json"), atomically: false, encoding: .utf8)
    try "{\"a\":3}".write(toFile: folder.path("process-3.json.new"), atomically: false, encoding: .utf8)
    #expect(try process(4).publishedByOthers([String: Int].self) == [["a": 1]])
  }

  @Test func `nobody but its user can read it`() throws {
    try process(1).publish(["a": 1])
    #expect(try #require(folder.status("process-1.json")).st_mode & 0o777 == 0o600)
  }

  @Test func `a folder that a cleaner has removed is made anew`() throws {
    let process = try process(1)
    rmdir(folder.path)
    try process.publish(["a": 1])
    #expect(try self.process(2).publishedByOthers([String: Int].self) == [["a": 1]])
    #expect(try #require(folder.status("")).st_mode & 0o777 == 0o700)
  }

  @Test func `what isn't a folder of one's own any more is not used`() throws {
    let process = try process(1)
    rmdir(folder.path)
    // Whoever knows the folder's name could put a link there.
    symlink("/tmp", folder.path)
    defer { unlink(folder.path) }
    let error = #expect(throws: SystemError.self) { try process.publish(["a": 1]) }
    #expect(error?.call == "mkdir")
    #expect(error?.subject == folder.path)
  }

  @Test func `the file of a process that has ended is removed`() throws {
    try process(1).publish(["a": 1])
    try process(2).publish(["a": 2])
    try "{".write(toFile: folder.path("process-1.json.new"), atomically: false, encoding: .utf8)
    StatusFolder(path: folder.path).removeProcess(1)
    #expect(try folder.names() == ["process-2.json"])
  }

  @Test func `the manager's folder goes with everything in it`() throws {
    let statuses = try StatusFolder.make()
    let status = ManagerStatus(processIdentifier: 1, startedAt: .now, processes: 2, restarts: 3)
    try statuses.write(status)
    try statuses.write(["a": 1], ofProcess: 1)
    #expect(statuses.readManager()?.restarts == 3)
    statuses.remove()
    #expect(access(statuses.path, F_OK) != 0)
  }
}
