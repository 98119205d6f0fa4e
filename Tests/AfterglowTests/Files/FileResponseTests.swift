import AfterglowTesting
import FoundationEssentials
import Glibc
import HTTPTypes
import Logging
import Testing

@testable import Afterglow

@Suite(.timeLimit(.minutes(1))) struct FileResponseTests {
  private let folder: ServedFolder
  private let log = RecordedLog()

  init() throws {
    folder = try ServedFolder()
    try folder.write("0123456789", to: "digits.txt")
    try folder.setModified("digits.txt", to: 784_111_777)
  }

  private func client(_ file: @escaping @Sendable () throws -> FileResponse) throws -> InProcessClient {
    let app = Application(logger: log.logger)
    app.get("/", file)
    app.post("/", file)
    return try InProcessClient(app)
  }

  private func client(of name: String = "digits.txt") throws -> InProcessClient {
    let path = folder.path(name)
    return try client { FileResponse(path: path) }
  }

  @Test func `a file comes whole, with what is to be said of it`() async throws {
    let exchange = await (try client()).get("/")
    #expect(exchange.status == .ok)
    #expect(exchange.text == "0123456789")
    #expect(exchange.headers[.contentLength] == "10")
    #expect(exchange.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(exchange.headers[.lastModified] == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(exchange.headers[.acceptRanges] == "bytes")
    #expect(exchange.headers[.xContentTypeOptions] == "nosniff")
    #expect(exchange.headers[.eTag].flatMap { EntityTag(fieldValue: $0) }?.isWeak == false)
  }

  @Test func `an empty file is an empty body`() async throws {
    try folder.write("", to: "empty")
    let exchange = await (try client(of: "empty")).get("/")
    #expect(exchange.status == .ok)
    #expect(exchange.headers[.contentLength] == "0")
    #expect(exchange.body.isEmpty)
  }

  @Test func `a file of several pieces comes whole`() async throws {
    let text = String(repeating: "0123456789abcde\n", count: 10_000)
    try folder.write(text, to: "large")
    let exchange = await (try client(of: "large")).get("/")
    #expect(exchange.text == text)
  }

  @Test func `HEAD has what GET says, and no body`() async throws {
    let client = try client()
    let (get, head) = (await client.get("/"), await client.send(method: .head, target: "/"))
    #expect(head.status == .ok)
    #expect(head.body.isEmpty)
    for name in [HTTPField.Name.contentLength, .contentType, .eTag, .lastModified, .acceptRanges] {
      #expect(head.headers[name] == get.headers[name], "\(name)")
    }
  }

  @Test func `a file that is changed has another tag`() async throws {
    let client = try client()
    let first = await client.get("/").headers[.eTag]
    #expect(await client.get("/").headers[.eTag] == first)
    try folder.write("9876543210", to: "digits.txt")
    try folder.setModified("digits.txt", to: 784_111_778)
    let second = await client.get("/").headers[.eTag]
    #expect(second != first)
  }

  @Test func `a file of the same size and date that is put in its place has another tag`() async throws {
    let client = try client()
    let first = await client.get("/").headers[.eTag]
    try folder.write("9876543210", to: "new")
    try folder.setModified("new", to: 784_111_777)
    try #require(rename(folder.path("new"), folder.path("digits.txt")) == 0)
    let second = await client.get("/")
    #expect(second.text == "9876543210")
    #expect(second.headers[.eTag] != first)
  }

  @Test func `a date in the future is not sent`() async throws {
    try folder.setModified("digits.txt", to: HTTPDate.now.secondsSince1970 + 86_400)
    let text = try #require(await (try client()).get("/").headers[.lastModified])
    #expect(try #require(HTTPDate(text)) <= .now)
  }

  @Test func `a client that has the file gets 304, with the tag and without what describes a body`()
    async throws
  {
    let client = try client()
    let tag = try #require(await client.get("/").headers[.eTag])
    for method in [HTTPRequest.Method.get, .head] {
      let exchange = await client.send(method: method, target: "/", headers: [.ifNoneMatch: tag])
      #expect(exchange.status == .notModified)
      #expect(exchange.headers[.eTag] == tag)
      #expect(exchange.headers[.contentType] == nil)
      #expect(exchange.headers[.contentLength] == nil)
      #expect(exchange.body.isEmpty)
    }
  }

  @Test func `a client whose idea of the file is out of date gets 412`() async throws {
    let exchange = await (try client()).get("/", headers: [.ifMatch: #""old""#])
    #expect(exchange.status == .preconditionFailed)
    #expect(exchange.text.contains("detail"))
  }

  @Test func `a tag and a date of the handler's own are what conditions are compared with`() async throws {
    let path = folder.path("digits.txt")
    let client = try client {
      FileResponse(path: path, headers: [.eTag: #""v7""#, .lastModified: "Sat, 01 Jan 2000 00:00:00 GMT"])
    }
    let tag = await client.get("/", headers: [.ifNoneMatch: #""v7""#])
    #expect(tag.status == .notModified)
    #expect(tag.headers[.eTag] == #""v7""#)
    let date = await client.get("/", headers: [.ifModifiedSince: "Sat, 01 Jan 2000 00:00:00 GMT"])
    #expect(date.status == .notModified)
    let range = await client.get("/", headers: [.range: "bytes=0-1", .ifRange: #""v7""#])
    #expect(range.status == .partialContent)
  }

  @Test func `header fields of the handler's stand above those of the file`() async throws {
    let path = folder.path("digits.txt")
    let client = try client {
      FileResponse(
        path: path, headers: [.cacheControl: "no-store", .contentType: "text/csv", .acceptRanges: "none"])
    }
    let exchange = await client.get("/")
    #expect(exchange.headers[.cacheControl] == "no-store")
    #expect(exchange.headers[values: .contentType] == ["text/csv"])
    #expect(exchange.headers[values: .acceptRanges] == ["none"])
  }

  @Test func `the answer to another method is the file, whatever the conditions`() async throws {
    let exchange = await (try client()).send(
      method: .post, target: "/", headers: [.range: "bytes=0-1", .ifMatch: #""old""#])
    #expect(exchange.status == .ok)
    #expect(exchange.text == "0123456789")
    // They would be taken for those of what was posted to (RFC 9110, section 8.8).
    #expect(exchange.headers[.eTag] == nil)
    #expect(exchange.headers[.lastModified] == nil)
  }

  @Test func `what is no file is not found, and a pipe or a device is not waited for`() async throws {
    try folder.makePipe("pipe")
    try folder.makeFolder("folder")
    try folder.link("dangling", to: "nowhere")
    try folder.link("loop", to: "loop")
    for path in ["pipe", "folder", "", "nothing", "digits.txt/x", "dangling", "loop"].map(folder.path) + [
      "/dev/zero"
    ] {
      let exchange = await (try client { FileResponse(path: path) }).get("/")
      #expect(exchange.status == .notFound, "\(path)")
      #expect(!exchange.text.contains(folder.path))
    }
  }

  @Test func `a file that doesn't tell its length is an error, and not sent as an empty one`() async throws {
    let exchange = await (try client { FileResponse(path: "/proc/self/status") }).get("/")
    #expect(exchange.status == .internalServerError)
    #expect(log.lines(at: .error).contains { "\($0.metadata)".contains("Cannot open /proc/self/status") })
  }

  @Test func `a path follows links`() async throws {
    try folder.link("link", to: "digits.txt")
    #expect(await (try client(of: "link")).get("/").text == "0123456789")
  }

  @Test(arguments: [
    (ENOENT, true, false), (ENOTDIR, true, false), (ELOOP, true, false), (EACCES, true, true),
    (EPERM, true, true),
    (EMFILE, false, false), (EIO, false, false),
  ])
  func `what the system has against a file is 404, the operator's to mend, or the service's trouble`(
    number: Int32, isNotFound: Bool, isPermission: Bool
  ) {
    let error = FileAccessError(number: number)
    #expect(error.meansNotFound == isNotFound)
    #expect(error.meansNoPermission == isPermission)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read every file"))
  func `a file that may not be read is not found, and the log says so`() async throws {
    chmod(folder.path("digits.txt"), 0)
    #expect(await (try client()).get("/").status == .notFound)
    #expect(log.lines(at: .warning).contains { $0.metadata["path"] == .string(folder.path("digits.txt")) })
  }

  @Test func `a content type that can't be one is refused, and nothing of the file is sent`() async throws {
    let path = folder.path("digits.txt")
    let exchange = await
      (try client { FileResponse(path: path, contentType: "text/plain\r\nSet-Cookie: a=b") }).get("/")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.headers[.setCookie] == nil)
    #expect(
      log.lines(at: .error).contains { "\($0.metadata)".contains("The header field Content-Type can't have") }
    )
  }

  @Test func `tasks run after the file, after a part and after 304, and not after an error`() async throws {
    let path = folder.path("digits.txt")
    let client = try client { FileResponse(path: path, background: BackgroundTask(name: "count") {}) }
    #expect(await client.get("/").backgroundTaskNames == ["count"])
    #expect(await client.get("/", headers: [.range: "bytes=0-1"]).backgroundTaskNames == ["count"])
    #expect(await client.get("/", headers: [.ifNoneMatch: "*"]).backgroundTaskNames == ["count"])
    #expect(await client.get("/", headers: [.range: "bytes=10-"]).backgroundTaskNames.isEmpty)
    #expect(await client.get("/", headers: [.ifMatch: #""old""#]).backgroundTaskNames.isEmpty)
    let missing = try self.client {
      FileResponse(path: path + "x", background: BackgroundTask(name: "count") {})
    }
    #expect(await missing.get("/").backgroundTaskNames.isEmpty)
  }
}
