import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// What an upload to the real executable may say of its conditions, and what becomes of it when something fails.
@Suite(.timeLimit(.minutes(2))) struct RegistrationUploadTests {
  private func withServer(_ body: (SpawnedServer) async throws -> Void) async throws {
    try await SpawnedServer.run(executable: .product("Registration"), arguments: ["--workers", "2"]) {
      try await body($0)
    }
  }

  @Test(
    arguments: [
      ([.contentRange: "bytes 0-2/13"], .badRequest), ([.contentEncoding: "gzip"], .unsupportedMediaType),
      ([.expect: "tea"], .expectationFailed), ([.ifNoneMatch: "*"], .preconditionFailed),
      ([.ifMatch: #""old""#], .preconditionFailed), ([.ifMatch: "old"], .badRequest),
      ([.ifUnmodifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"], .preconditionFailed),
    ] as [(HTTPFields, HTTPResponse.Status)])
  func `a part, another coding, or a condition that doesn't hold leaves the file as it was`(
    headers: HTTPFields, status: HTTPResponse.Status
  ) async throws {
    try await withServer { server in
      _ = try await server.put("one\ntwo\nthree", to: "notes.txt")
      #expect(try await server.put("ONE", to: "notes.txt", headers).status == status)
      #expect(try await server.client.get("/files/notes.txt").text == "one\ntwo\nthree")
    }
  }

  @Test func `the version that a client has seen may be changed, and its tag is in the answer`() async throws
  {
    try await withServer { server in
      let created = try await server.put("one", to: "notes.txt", [.ifNoneMatch: "*"])
      #expect(created.status == .accepted)
      let tag = try #require(created.headers[.eTag])
      #expect(try await server.client.get("/files/notes.txt").headers[.eTag] == tag)
      let changed = try await server.put("two", to: "notes.txt", [.ifMatch: tag, .range: "bytes=0-0"])
      #expect(changed.status == .accepted)
      #expect(try await server.put("three", to: "notes.txt", [.ifMatch: tag]).status == .preconditionFailed)
      #expect(try await server.client.get("/files/notes.txt").text == "two")
    }
  }

  @Test func `of two services with one folder that create a file at once one does`() async throws {
    let folder = try TemporaryFolder()
    let environment = ["REGISTRATION_DATA": folder.path]
    let executable = ServerExecutable.product("Registration")
    try await SpawnedServer.run(executable: executable, environment: environment) { first in
      try await SpawnedServer.run(executable: executable, environment: environment) { second in
        for round in 0..<20 {
          async let one = first.put("first", to: "\(round)", [.ifNoneMatch: "*"])
          async let two = second.put("second", to: "\(round)", [.ifNoneMatch: "*"])
          let statuses = try await [one.status.code, two.status.code]
          #expect(statuses.sorted() == [202, 412])
          let winner = statuses[0] == 202 ? "first" : "second"
          #expect(try await first.client.get("/files/\(round)").text == winner)
        }
      }
    }
  }

  @Test(arguments: [
    ".%CC%81x", "x.lines", "%D8%80.lines", ".lines", "a%2Fb", "..", "%2e", "a%00", "a%0A", "%C2%85", "%ff",
    String(repeating: "a", count: 250), String(repeating: "%C3%A9", count: 125),
  ])
  func `a name that is none is a 400 that says why, and nothing is stored`(name: String) async throws {
    try await withServer { server in
      let response = try await server.put("x", to: name)
      #expect([400, 404].contains(response.status.code))
      if response.status == .badRequest { #expect(response.text.contains("detail")) }
      #expect(try server.storedNames() == [])
    }
  }

  @Test(arguments: [
    "%CC%81x", "a.", "%D8%80", "x.lines%CC%81", "x.LINES", "%252e", "~", "-", "%20",
    String(repeating: "a", count: 249), "e%CC%81",
  ])
  func `a name that is taken is found again, with its lines`(name: String) async throws {
    try await withServer { server in
      #expect(try await server.put("one\ntwo", to: name).status == .accepted)
      #expect(try await server.client.get("/files/\(name)").text == "one\ntwo")
      try await eventually("the count of the lines") {
        try await server.client.get("/files/\(name).lines").text == "2\n"
      }
    }
  }

  @Test func `the lines of another upload can't be overwritten`() async throws {
    try await withServer { server in
      _ = try await server.put("one\ntwo", to: "%D8%80")
      try await eventually("the count of the lines") { try server.storedNames().count == 2 }
      let response = try await server.put("9\n", to: "%D8%80.lines")
      #expect(response.status == .badRequest)
      #expect(response.text.contains(".lines is for the counts of other files' lines"))
      #expect(try await server.client.get("/files/%D8%80.lines").text == "2\n")
    }
  }

  @Test func `nothing is left of an upload whose process is killed`() async throws {
    try await withServer { server in
      let connection = try await FastCGIConnection.connect(to: server.address)
      try await connection.beginRequest()
      try await connection.sendParams(
        [("REQUEST_METHOD", "PUT"), ("REQUEST_URI", "/files/large"), ("CONTENT_LENGTH", "1000000")])
      try await connection.finishParams()
      try await connection.sendStdin([UInt8](repeating: 0x78, count: 200_000))
      let draft = try await eventually("the draft") {
        try Self.openFiles(of: server.processIdentifier).first {
          $0.hasPrefix("\(server.folder)/data/files/")
        }
      }
      #expect(draft.hasSuffix("(deleted)"))
      try server.send(.kill)
      try await server.exitStatus()
      #expect(try server.storedNames() == [])
      await connection.close()
    }
  }

  private static func openFiles(of process: Int32) throws -> [String] {
    let folder = "/proc/\(process)/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
  }

  @Test func `a draft that an earlier process has left is removed at the start`() async throws {
    let folder = try TemporaryFolder()
    for name in ["files", "outbox"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: false)
      try folder.write("x", to: "\(name)/.\(UUID().uuidString.lowercased()).draft")
    }
    let environment = ["REGISTRATION_DATA": folder.path]
    try await SpawnedServer.run(executable: .product("Registration"), environment: environment) { server in
      let response = try await server.client.get("/")
      #expect(response.status == .ok)
      let left = try ["files", "outbox"].flatMap {
        try FileManager.default.contentsOfDirectory(atPath: folder.path($0))
      }
      #expect(left == [])
    }
  }
}

extension SpawnedServer {
  fileprivate func put(
    _ text: String, to name: String, _ headers: HTTPFields = [:]
  ) async throws -> FastCGIResponse {
    try await client.send(method: .put, target: "/files/\(name)", headers: headers, body: Array(text.utf8))
  }

  fileprivate func storedNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder)/data/files").sorted()
  }
}
