import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct FilesExampleTests {
  private func withServer(_ body: (SpawnedServer) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    for name in ["manual.pdf", "pictures/2026/sea.png", "invoices/7.pdf", "videos/grüße 1.mp4", "notes/old"] {
      let url = URL(fileURLWithPath: folder.path(name))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(name.utf8).write(to: url)
    }
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["Files"], environment: ["SHOP_FILES": folder.path]
    ) { try await body($0) }
  }

  @Test func `A file has its type, and a picture may be kept for an hour`() async throws {
    try await withServer { server in
      let manual = try await server.client.get("/manual")
      #expect(manual.text == "manual.pdf")
      #expect(manual.headers[.contentType] == "application/pdf")
      let picture = try await server.client.get("/pictures/2026/sea.png")
      #expect(picture.headers[.contentType] == "image/png")
      #expect(picture.headers[.cacheControl] == "max-age=3600")
      #expect(try await server.client.get("/pictures/..%2Fmanual.pdf").status == .notFound)
    }
  }

  @Test func `A download goes on where it broke off, and is noted`() async throws {
    try await withServer { server in
      let invoice = try await server.client.get("/invoices/7", headers: [.range: "bytes=9-"])
      #expect(invoice.status == .partialContent)
      #expect(invoice.text == "7.pdf")
      #expect(
        invoice.headers[.contentDisposition]
          == #"attachment; filename="Invoice _7.pdf"; filename*=UTF-8''Invoice%20%E2%84%967.pdf"#)
      try await server.waitForLogLine(containing: "Invoice 7 has been downloaded.")
      #expect(try await server.client.get("/invoices/8").status == .notFound)
    }
  }

  private func send(
    _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:], _ body: String = "",
    to server: SpawnedServer
  ) async throws -> FastCGIResponse {
    try await server.client.send(
      method: method, target: target, headers: headers, contentType: "application/json",
      body: Array(body.utf8))
  }

  @Test func `A note is created once, changed by who has read it, and removed`() async throws {
    try await withServer { server in
      let created = try await send(.put, "/notes/new", [.ifNoneMatch: "*"], "one", to: server)
      #expect(created.status == .noContent)
      let again = try await send(.put, "/notes/new", [.ifNoneMatch: "*"], "two", to: server)
      #expect(again.status == .preconditionFailed)
      let seen: HTTPFields = [.ifMatch: try #require(created.headers[.eTag])]
      let changed = try await send(.put, "/notes/new", seen, "two", to: server)
      #expect(changed.status == .noContent)
      let late = try await send(.delete, "/notes/new", seen, to: server)
      #expect(late.status == .preconditionFailed)
      let removed = try await send(.delete, "/notes/new", to: server)
      #expect(removed.status == .noContent)
    }
  }

  @Test func `A title is changed by who says which version it has read`() async throws {
    try await withServer { server in
      let title = #"{"text":"A"}"#
      let blind = try await send(.put, "/title", [:], title, to: server)
      #expect(blind.status == .preconditionRequired)
      let seen: HTTPFields = [.ifMatch: #""v1""#]
      let changed = try await send(.put, "/title", seen, title, to: server)
      #expect(changed.status == .ok)
      let late = try await send(.put, "/title", seen, title, to: server)
      #expect(late.status == .preconditionFailed)
    }
  }

  @Test func `A video is nginx's to send`() async throws {
    try await withServer { server in
      let video = try await server.client.get("/videos/gr%C3%BC%C3%9Fe%201.mp4")
      let name = try #require(HTTPField.Name("X-Accel-Redirect"))
      #expect(video.headers[name] == "/internal-videos/gr%C3%BC%C3%9Fe%201.mp4")
      #expect(video.headers[.contentType] == "video/mp4")
      #expect(video.body.isEmpty)
    }
  }
}
