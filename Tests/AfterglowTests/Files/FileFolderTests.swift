import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct FileFolderTests {
  private let folder: ServedFolder
  private let files: FileFolder
  private let client: InProcessClient

  init() throws {
    let folder = try ServedFolder()
    try folder.makeFolder("files/sub")
    try folder.write("outside", to: "secret.txt")
    try folder.write("a", to: "files/a.txt")
    try folder.write("below", to: "files/sub/b.txt")
    try folder.write("hidden", to: "files/.env")
    let files = FileFolder(folder.path("files"))
    let app = Application(logger: RecordedLog().logger)
    app.get("/named/{name}") { (name: String) in files.file(named: name) }
    app.get("/below/{path...}") { (rest: PathRemainder) in files.file(named: rest.path) }
    (self.folder, self.files) = (folder, files)
    client = try InProcessClient(app)
  }

  /// What a client gets that asks for a name, whatever the router thinks of it.
  private func status(ofFile name: String) async throws -> HTTPResponse.Status {
    let files = files
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { () in files.file(named: name) }
    return await (try InProcessClient(app)).get("/").status
  }

  @Test func `a file is had by its name, and by its path below the folder`() async throws {
    #expect(await client.get("/named/a.txt").text == "a")
    #expect(await client.get("/below/sub/b.txt").text == "below")
    #expect(try await status(ofFile: "sub/b.txt") == .ok)
  }

  @Test(arguments: [
    "..%2Fsecret.txt", "%2e%2e%2fsecret.txt", "sub%2F..%2F..%2Fsecret.txt", "%2Fetc%2Fpasswd", "..", ".",
    ".env",
    "a.txt%00", "nothing", "sub", "%ff", "a.txt%2F",
  ])
  func `what a client asks for can't lead out of the folder`(name: String) async {
    let status = await client.get("/named/\(name)").status
    #expect([.notFound, .badRequest].contains(status))
  }

  @Test(arguments: [
    "", "/", "..", "../secret.txt", "sub/../../secret.txt", "sub/../a.txt", "./a.txt", "/etc/passwd",
    "//a.txt", "sub//b.txt",
    "a.txt/", "a.txt/b", ".env", "sub/.git", "a.txt\0", "a.txt\0.png", "sub", "nothing", #"..\secret.txt"#,
  ])
  func `no name leads out of the folder, to a hidden file or to a folder`(name: String) async throws {
    #expect(try await status(ofFile: name) == .notFound)
  }

  @Test func `a name that is too long for the system is not found`() async throws {
    #expect(try await status(ofFile: String(repeating: "a", count: 300)) == .notFound)
    #expect(try await status(ofFile: String(repeating: "a/", count: 5000) + "a") == .notFound)
  }

  @Test func `a link is not followed, be it a file's or a folder's`() async throws {
    try folder.link("files/link.txt", to: "a.txt")
    try folder.link("files/outside", to: "..")
    try folder.link("files/sub/up", to: "../sub")
    for name in ["link.txt", "outside/secret.txt", "sub/up/b.txt"] {
      #expect(try await status(ofFile: name) == .notFound, "\(name)")
    }
  }

  @Test func `a link is not followed by way of a slash that is part of a character`() async throws {
    try folder.makeFolder("elsewhere")
    try folder.write("outside", to: "elsewhere/\u{301}b")
    try folder.link("files/link", to: "../elsewhere")
    #expect(try await status(ofFile: "link/\u{301}b") == .notFound)
  }

  @Test func `a name is hidden by its dot whatever follows`() async throws {
    try folder.write("hidden", to: "files/.\u{301}env")
    #expect(try await status(ofFile: ".\u{301}env") == .notFound)
  }

  @Test func `the folder itself may be a link, and may come to be later`() async throws {
    let late = FileFolder(folder.path("late"))
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { () in late.file(named: "a.txt") }
    let client = try InProcessClient(app)
    #expect(await client.get("/").status == .notFound)
    try folder.link("late", to: "files")
    #expect(await client.get("/").text == "a")
  }

  @Test func `a slash at the folder's end makes no difference`() {
    #expect(FileFolder("/srv/files/") == FileFolder("/srv/files"))
    #expect(FileFolder("/").path == "/")
  }

  @Test func `a file has the type, the disposition and the header fields that it is given`() async throws {
    let files = files
    let app = Application()
    app.get("/") { () in
      files.file(
        named: "a.txt", contentType: "text/csv", disposition: .attachment(filename: "b.csv"),
        headers: [.cacheControl: "no-store"])
    }
    let headers = await (try InProcessClient(app)).get("/").headers
    #expect(headers[.contentType] == "text/csv")
    #expect(headers[.contentDisposition] == #"attachment; filename="b.csv""#)
    #expect(headers[.cacheControl] == "no-store")
  }
}
