import AfterglowTesting
import Crypto
import Foundation
import HTTPTypes
import Testing

/// The real executable's uploads, downloads and events.
@Suite(.timeLimit(.minutes(1))) struct RegistrationFilesTests {
  private static let text = "one\ntwo\nthree"

  private func withServer(_ body: (SpawnedServer) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Registration"), arguments: ["--workers", "1"]) {
      server in
      try await body(server)
    }
  }

  @Test func `an upload is answered with its size and digest, and its lines are counted afterwards`()
    async throws
  {
    try await withServer { server in
      let response = try await server.client.upload(Self.text, to: "/files/notes.txt")
      let digest = SHA256.hash(data: Data(Self.text.utf8)).map { String(format: "%02x", $0) }.joined()
      #expect(response.status == .accepted)
      #expect(response.text == #"{"bytes":13,"sha256":"\#(digest)"}"#)
      let count = try await eventually("the count of the lines") { try? server.stored("notes.txt.lines") }
      #expect(count == "3\n")
    }
  }

  @Test func `a download is the file, or the part that is asked for`() async throws {
    try await withServer { server in
      _ = try await server.client.upload(Self.text, to: "/files/notes.txt")
      let whole = try await server.client.get("/files/notes.txt")
      #expect(whole.status == .ok)
      #expect(whole.text == Self.text)
      let part = try await server.client.get("/files/notes.txt", headers: [.range: "bytes=4-6"])
      #expect(part.status == .partialContent)
      #expect(part.headers[.contentRange] == "bytes 4-6/13")
      #expect(part.text == "two")
      let beyond = try await server.client.get("/files/notes.txt", headers: [.range: "bytes=13-"])
      #expect(beyond.status == .rangeNotSatisfiable)
      #expect(beyond.headers[.contentRange] == "bytes */13")
    }
  }

  @Test func `a client that has the file is told so`() async throws {
    try await withServer { server in
      _ = try await server.client.upload(Self.text, to: "/files/notes.txt")
      let tag = try #require(try await server.client.get("/files/notes.txt").headers[.eTag])
      let again = try await server.client.get("/files/notes.txt", headers: [.ifNoneMatch: tag])
      #expect(again.status == .notModified)
      #expect(again.body.isEmpty)
    }
  }

  @Test(arguments: ["..%2Flog.txt", ".hidden", "a%00b", "notes.lines", "a%0Ab"])
  func `a name that leads elsewhere is refused`(_ name: String) async throws {
    try await withServer { server in
      let response = try await server.client.upload(Self.text, to: "/files/\(name)")
      #expect([400, 404].contains(response.status.code))
      let left = try FileManager.default.contentsOfDirectory(atPath: "\(server.folder)/data/files")
      #expect(left == [])
    }
  }

  @Test func `a symbolic link in the folder is not followed`() async throws {
    try await withServer { server in
      _ = try await server.client.upload(Self.text, to: "/files/notes.txt")
      try FileManager.default.createSymbolicLink(
        atPath: "\(server.folder)/data/files/link", withDestinationPath: "notes.txt")
      let response = try await server.client.get("/files/link")
      #expect(response.status == .notFound)
    }
  }

  @Test func `a file is had by HEAD without its bytes, and one that is not there is 404`() async throws {
    try await withServer { server in
      _ = try await server.client.upload(Self.text, to: "/files/notes.txt")
      let head = try await server.client.send(method: .head, target: "/files/notes.txt")
      #expect(head.headers[.contentLength] == "13")
      #expect(head.body.isEmpty)
      #expect(try await server.client.get("/files/other.txt").status == .notFound)
    }
  }

  @Test func `an upload that is stored again is another version`() async throws {
    try await withServer { server in
      _ = try await server.client.upload(Self.text, to: "/files/notes.txt")
      let tag = try #require(try await server.client.get("/files/notes.txt").headers[.eTag])
      _ = try await server.client.upload("one\ntwo\nTHREE", to: "/files/notes.txt")
      let headers: HTTPFields = [.range: "bytes=8-", .ifRange: tag]
      let resumed = try await server.client.get("/files/notes.txt", headers: headers)
      #expect(resumed.status == .ok)
      #expect(resumed.text == "one\ntwo\nTHREE")
    }
  }

  @Test(arguments: ["n=x", "n=-1", "ms=x", "n=1000001", "ms=600001"])
  func `events in no number are refused`(query: String) async throws {
    try await withServer { server in
      let response = try await server.client.get("/events?\(query)")
      #expect(response.status == .badRequest)
    }
  }

  @Test func `no event at all is an empty stream`() async throws {
    try await withServer { server in
      let response = try await server.client.get("/events?n=0")
      #expect(response.status == .ok)
      #expect(response.body.isEmpty)
    }
  }

  @Test func `events come one by one, numbered`() async throws {
    try await withServer { server in
      let response = try await server.client.get("/events?n=2&ms=1")
      #expect(response.status == .ok)
      #expect(response.headers[.contentType] == "text/event-stream")
      #expect(response.headers[.cacheControl] == "no-cache")
      let buffering = try #require(HTTPField.Name("X-Accel-Buffering"))
      #expect(response.headers[buffering] == "no")
      #expect(response.text == "id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n")
    }
  }
}

extension FastCGIClient {
  fileprivate func upload(_ text: String, to target: String) async throws -> FastCGIResponse {
    try await send(method: .put, target: target, body: Array(text.utf8))
  }
}

extension SpawnedServer {
  fileprivate func stored(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/data/files/\(name)", encoding: .utf8)
  }
}
