import AfterglowTesting
import Glibc
import HTTPTypes
import Logging
import Testing

@testable import Afterglow

/// Files that change while they are sent.
@Suite(.timeLimit(.minutes(1))) struct FileBodyTests {
  private let folder: ServedFolder

  init() throws {
    folder = try ServedFolder()
    try folder.write(String(repeating: "x", count: 200_000), to: "file")
  }

  /// Opens the file, lets it change, and sends what of it was to be sent.
  private func send(_ content: FileBody.Selection, after change: () throws -> Void) throws -> String {
    let body = FileBody(
      file: try FileLocation.path(folder.path("file")).open(), path: folder.path("file"), content: content)
    try change()
    let sent = Journal()
    try body.send(to: ResponseBodyWriter { sent.write(String(decoding: $0, as: UTF8.self)) })
    return sent.entries.joined()
  }

  @Test func `one that grows is sent up to the length that was promised`() throws {
    let text = try send(.whole) { try folder.truncate("file", to: 300_000) }
    #expect(text == String(repeating: "x", count: 200_000))
  }

  @Test func `one that is replaced is sent as it was`() throws {
    let text = try send(.part(199_000..<200_000)) {
      try folder.write("new", to: "new")
      try #require(rename(folder.path("new"), folder.path("file")) == 0)
    }
    #expect(text == String(repeating: "x", count: 1000))
  }

  @Test(arguments: [FileBody.Selection.whole, .part(0..<200_000)])
  func `one that shrinks breaks off, and the error says where`(content: FileBody.Selection) {
    #expect {
      try send(content) { try folder.truncate("file", to: 100_000) }
    } throws: { error in
      "\(error)".contains("ended after 100000 of 200000 bytes")
    }
  }

  @Test func `a client sees a file break off that shrank, and no task runs`() async throws {
    let (folder, journal, log) = (folder, Journal(), RecordedLog())
    let app = Application(logger: log.logger)
    app.get("/", background: journal.task("task")) { () in FileResponse(path: folder.path("file")) }
    app.add(middleware: Shrinking(folder: folder))
    try await ServedApplication.serve(app) { client in
      await #expect(throws: (any Error).self) { try await client.get("/") }
      try await eventually("the failure is logged", within: .seconds(30)) {
        log.lines(at: .error).contains { "\($0.metadata)".contains("100000 of 200000 bytes") }
      }
    }
    #expect(journal.entries.isEmpty)
  }

  /// Cuts the file when it has been opened and nothing of it is sent yet.
  private struct Shrinking: Middleware {
    let folder: ServedFolder

    func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
      let response = try await next.respond(to: request)
      try folder.truncate("file", to: 100_000)
      return response
    }
  }

  @Test func `a file that is no longer wanted is not read to its end`() async throws {
    let body = FileBody(
      file: try FileLocation.path(folder.path("file")).open(), path: folder.path("file"), content: .whole)
    let sending = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try body.send(to: ResponseBodyWriter { _ in })
    }
    await #expect(throws: CancellationError.self) { try await sending.value }
  }
}
