import Afterglow
import AfterglowTesting
import Foundation
import HTTPTypes
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct UploadedFileTests {
  private let journal = Journal()
  private static let content = String(repeating: "line\n", count: 40_000)

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Sends a file of 200,000 bytes, and one of two that stays in memory.
  private func upload(
    _ handler: @escaping @Sendable (Multipart) async throws -> Response
  ) async throws -> InProcessExchange {
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (form: Multipart) in try await handler(form) }
    let form = FormBody().file("large", "x", Self.content).file("small", "y", "ab")
    return try await InProcessClient(app).post("/", form)
  }

  @Test func `a temporary file is there for the tasks, and gone after them`() async throws {
    let journal = journal
    let path = try await {
      let exchange = try await upload { form in
        let path = form.file(named: "large")?.path ?? ""
        journal.write(path)
        return Response(
          status: .ok, background: BackgroundTask(name: "look") { journal.write("\(Self.exists(path))") })
      }
      await exchange.runBackgroundTasks()
      return journal.entries[0]
    }()
    #expect(journal.entries.last == "true")
    #expect(!path.isEmpty)
    #expect(!Self.exists(path))
  }

  @Test func `over FastCGI a temporary file is there for the tasks, and gone after them`() async throws {
    let journal = journal
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (form: Multipart) in
      let path = form.file(named: "large")?.path ?? ""
      journal.write(path)
      return Response(
        status: .ok, background: BackgroundTask(name: "look") { journal.write("\(Self.exists(path))") })
    }
    try await ServedApplication.serve(app) { client in
      let form = FormBody().file("large", "x", Self.content)
      let response = try await client.send(
        method: .post, target: "/", contentType: FormBody.contentType, body: form.bytes)
      #expect(response.status == .ok)
      try await eventually { journal.entries.count == 2 }
      #expect(journal.entries.last == "true")
      try await eventually { !Self.exists(journal.entries[0]) }
    }
  }

  @Test func `a temporary file that a task was given is gone after it`() async throws {
    let journal = journal
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (form: Multipart, request: Request) in
      let file = try form.requiredFile(named: "large")
      request.background.addTask({ file in journal.write(file.path ?? "") }, file, name: "keep")
      return "ok"
    }
    try await ServedApplication.serve(app) { client in
      let form = FormBody().file("large", "x", Self.content)
      let response = try await client.send(
        method: .post, target: "/", contentType: FormBody.contentType, body: form.bytes)
      #expect(response.status == .created)
      try await eventually { journal.entries.count == 1 }
      try await eventually { !Self.exists(journal.entries[0]) }
    }
  }

  @Test func `a handler that throws leaves no temporary file`() async throws {
    let journal = journal
    _ = try await upload { form in
      journal.write(form.file(named: "large")?.path ?? "")
      throw HTTPError(.conflict)
    }
    #expect(journal.entries.count == 1)
    #expect(!Self.exists(journal.entries[0]))
  }

  @Test func `nobody else may read a temporary file`() async throws {
    let journal = journal
    _ = try await upload { form in
      let path = form.file(named: "large")?.path ?? ""
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      journal.write("\(mode ?? -1)")
      return Response(status: .ok)
    }
    #expect(journal.entries == ["\(0o600)"])
  }

  @Test(arguments: ["large", "small"])
  func `a moved file stays, whole, and can be read there`(name: String) async throws {
    let folder = try TemporaryFolder()
    let target = folder.path("upload")
    let exchange = try await upload { form in
      let file = try form.requiredFile(named: name)
      try file.move(to: target)
      let isWhole = try file.bytes().count == file.size
      return Response(status: isWhole && file.path == target ? .ok : .conflict)
    }
    #expect(exchange.status == .ok)
    #expect(try Data(contentsOf: URL(filePath: target)) == Data((name == "large" ? Self.content : "ab").utf8))
  }

  @Test func `a file in memory may be moved to a name as long as names get`() async throws {
    let folder = try ServedFolder()
    let name = String(repeating: "x", count: 255)
    let exchange = try await upload { form in
      try form.requiredFile(named: "small").move(to: folder.path(name))
      return Response(status: .ok)
    }
    #expect(exchange.status == .ok)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
  }

  @Test func `a file that can't be moved stays where it is`() async throws {
    let exchange = try await upload { form in
      let file = try form.requiredFile(named: "large")
      #expect(throws: (any Error).self) { try file.move(to: "/nonexistent/folder/x") }
      return Response(status: try file.bytes().count == file.size ? .ok : .conflict)
    }
    #expect(exchange.status == .ok)
  }

  @Test(arguments: ["large", "small"])
  func `a file is moved while no other is put into the folder`(name: String) async throws {
    let folder = try TemporaryFolder()
    let lock = open(folder.path, O_RDONLY)
    try #require(flock(lock, LOCK_EX) == 0)
    let uploaded = Mutex<UploadedFile?>(nil)
    _ = try await upload { form in
      uploaded.withLock { $0 = form.file(named: name) }
      return Response(status: .ok)
    }
    let file = try #require(uploaded.withLock { $0 })
    // A thread of its own, since it blocks.
    Thread { try? file.move(to: folder.path("upload")) }.start()
    try await eventually("the opening of the folder") { Self.openCount(of: folder.path) == 2 }
    #expect(!Self.exists(folder.path("upload")))
    close(lock)
    try await eventually("the move") { Self.exists(folder.path("upload")) }
  }

  /// The number of this process's descriptors of a path.
  private static func openCount(of path: String) -> Int {
    let files = FileManager.default
    let descriptors = (try? files.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return descriptors.count { (try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path }
  }

  @Test(arguments: ["large", "small"])
  func `a file's chunks can be read again`(name: String) async throws {
    let exchange = try await upload { form in
      let file = try form.requiredFile(named: name)
      for _ in 0..<2 {
        var count = 0
        for try await chunk in file.chunks { count += chunk.count }
        #expect(count == file.size)
      }
      return Response(status: .ok)
    }
    #expect(exchange.status == .ok)
  }
}
