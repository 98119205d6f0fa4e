import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

/// Files that nginx sends.
@Suite(.timeLimit(.minutes(1))) struct FileAccelerationTests {
  private let folder: ServedFolder

  init() throws {
    folder = try ServedFolder()
    try folder.makeFolder("files/sub")
    try folder.write("0123456789", to: "files/a.txt")
  }

  private func application(_ background: (any BackgroundWork)? = nil) -> Application {
    let files = FileFolder(folder.path("files"))
    let app = Application(logger: RecordedLog().logger)
    app.add(middleware: FileAcceleration(folder: files.path, location: "/internal-files"))
    app.get("/files/{path...}", background: background) { (rest: PathRemainder) in
      files.file(named: rest.path, disposition: .attachment(), headers: [.cacheControl: "max-age=60"])
    }
    let outside = folder.path("outside.txt")
    app.get("/outside") { () in FileResponse(path: outside) }
    return app
  }

  private static func site(for address: ServerAddress, _ folder: ServedFolder) -> String {
    """
    \(NginxServer.plainSite(for: address))
    location /internal-files/ {
    internal;
    alias \(folder.path("files"))/;
    disable_symlinks on from=\(folder.path("files"));
    add_header X-Content-Type-Options nosniff;
    }
    """
  }

  @Test(arguments: [
    ("a.txt", "/internal-files/a.txt"), ("sub/b.txt", "/internal-files/sub/b.txt"),
    ("Grüße 100%.txt", "/internal-files/Gr%C3%BC%C3%9Fe%20100%25.txt"),
    ("a?b#c", "/internal-files/a%3Fb%23c"),
    ("a%2Fb", "/internal-files/a%252Fb"), ("a+b&c", "/internal-files/a+b&c"), ("..a", "/internal-files/..a"),
  ])
  func `a file of the folder has a URI of nginx's`(name: String, target: String) {
    for (folder, location) in [("/srv/files", "/internal-files"), ("/srv/files/", "/internal-files/")] {
      let acceleration = FileAcceleration(folder: folder, location: location)
      #expect(acceleration.target(ofPath: "/srv/files/\(name)") == target)
    }
  }

  @Test(arguments: [
    "/srv/files", "/srv/files/", "/srv/files2/a", "/srv/a", "/srv/files/../a", "/srv/files/a/../b",
    "/srv/files//a",
    "/srv/files/./a", "files/a", "", "/srv/files/a/", "/srv/files/../\u{301}a",
  ])
  func `what is not of the folder, or not plainly so, has none`(path: String) {
    let acceleration = FileAcceleration(folder: "/srv/files", location: "/internal-files")
    #expect(acceleration.target(ofPath: path) == nil)
  }

  @Test func `nginx is told which file, and the application sends nothing`() async throws {
    let exchange = await (try InProcessClient(application())).get(
      "/files/a.txt", headers: [.range: "bytes=0-1"])
    #expect(exchange.status == .ok)
    #expect(exchange.headers[.accelRedirect] == "/internal-files/a.txt")
    #expect(exchange.headers[.contentRange] == nil)
    #expect(exchange.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(exchange.body.isEmpty)
  }

  @Test func `a file elsewhere is the application's to send, and one that is not there is its 404`()
    async throws
  {
    try folder.write("outside", to: "outside.txt")
    let client = try InProcessClient(application())
    let outside = await client.get("/outside")
    #expect(outside.text == "outside")
    #expect(outside.headers[.accelRedirect] == nil)
    let missing = await client.get("/files/nothing")
    #expect(missing.status == .notFound)
    #expect(missing.headers[.accelRedirect] == nil)
  }

  @Test func `through nginx a file comes whole or in part, and its tasks run`() async throws {
    let journal = Journal()
    try await ServedApplication.serve(application(journal.task("task"))) { client in
      try await NginxServer.run(site: Self.site(for: client.address, folder)) { nginx in
        let whole = try await nginx.get("/files/a.txt")
        #expect(whole.text == "0123456789")
        #expect(whole.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(whole.headers[.contentDisposition] == "attachment")
        #expect(whole.headers[.cacheControl] == "max-age=60")
        #expect(whole.headers[.xContentTypeOptions] == "nosniff")
        try await eventually("the task has run", within: .seconds(30)) { journal.entries == ["task"] }
        let part = try await nginx.get("/files/a.txt", headers: [.range: "bytes=2-4"])
        #expect(part.status == .partialContent)
        #expect(part.text == "234")
        let tag = try #require(whole.headers[.eTag])
        #expect(try await nginx.get("/files/a.txt", headers: [.ifNoneMatch: tag]).status == .notModified)
        let head = try await nginx.send(method: .head, target: "/files/a.txt")
        #expect(head.headers[.contentLength] == "10")
        #expect(try await nginx.get("/internal-files/a.txt").status == .notFound)
      }
    }
  }

  @Test func `through nginx any name leads to its file`() async throws {
    let names = [
      "Grüße.txt", "a b.txt", "100%.txt", "a%2Fb.txt", "a?b.txt", "a#b.txt", "a+b&c=d;e.txt", "ä/ö.txt",
    ]
    try folder.makeFolder("files/ä")
    for name in names { try folder.write(name, to: "files/\(name)") }
    try await ServedApplication.serve(application()) { client in
      try await NginxServer.run(site: Self.site(for: client.address, folder)) { nginx in
        for name in names {
          let response = try await nginx.get("/files/" + PercentEncoding.encodingPath(name))
          #expect(response.text == name)
        }
      }
    }
  }
}
