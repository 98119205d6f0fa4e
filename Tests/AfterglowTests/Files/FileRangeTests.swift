import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct FileRangeTests {
  private let folder: ServedFolder
  private let client: InProcessClient

  init() throws {
    let folder = try ServedFolder()
    try folder.write("0123456789", to: "digits.txt")
    let app = Application(logger: RecordedLog().logger)
    let path = folder.path("digits.txt")
    app.get("/") { () in FileResponse(path: path) }
    app.get("/csv") { () in FileResponse(path: path, headers: [.contentType: "text/csv"]) }
    self.folder = folder
    client = try InProcessClient(app)
  }

  private func ask(for range: String, _ headers: HTTPFields = [:]) async -> InProcessExchange {
    var headers = headers
    headers[.range] = range
    return await client.get("/", headers: headers)
  }

  @Test func `one part is 206 with its place`() async {
    let exchange = await ask(for: "bytes=2-4")
    #expect(exchange.status == .partialContent)
    #expect(exchange.text == "234")
    #expect(exchange.headers[.contentRange] == "bytes 2-4/10")
    #expect(exchange.headers[.contentLength] == "3")
    #expect(exchange.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(exchange.headers[.eTag] != nil)
  }

  @Test func `the end is found from either side`() async {
    #expect(await ask(for: "bytes=7-").text == "789")
    #expect(await ask(for: "bytes=-3").text == "789")
    #expect(await ask(for: "bytes=-100").headers[.contentRange] == "bytes 0-9/10")
    #expect(await ask(for: "bytes=0-").status == .partialContent)
  }

  @Test func `nothing that is there is 416 with the length`() async {
    let exchange = await ask(for: "bytes=10-")
    #expect(exchange.status == .rangeNotSatisfiable)
    #expect(exchange.headers[.contentRange] == "bytes */10")
  }

  @Test func `several parts come as multipart, each with its place`() async throws {
    let exchange = await ask(for: "bytes=0-1,-2, 4-4")
    #expect(exchange.status == .partialContent)
    #expect(exchange.headers[.contentRange] == nil)
    #expect(exchange.headers[.contentLength] == "\(exchange.body.count)")
    let type = try #require(exchange.headers[.contentType])
    let prefix = "multipart/byteranges; boundary="
    try #require(type.hasPrefix(prefix))
    let boundary = String(type.dropFirst(prefix.count))
    let head = { (place: String) in
      "\r\n--\(boundary)\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes \(place)/10\r\n\r\n"
    }
    #expect(
      exchange.text == head("0-1") + "01" + head("8-9") + "89" + head("4-4") + "4" + "\r\n--\(boundary)--\r\n"
    )
  }

  @Test func `parts have the type that the handler says`() async {
    let exchange = await client.get("/csv", headers: [.range: "bytes=0-1,3-4"])
    #expect(exchange.text.contains("Content-Type: text/csv\r\n"))
    #expect(!exchange.text.contains("text/plain"))
  }

  @Test func `boundaries are not the same twice`() async {
    let types = [
      await ask(for: "bytes=0-1,3-4").headers[.contentType],
      await ask(for: "bytes=0-1,3-4").headers[.contentType],
    ]
    #expect(types[0] != types[1])
  }

  @Test func `one part that is left of several is no multipart`() async {
    let exchange = await ask(for: "bytes=0-1,20-30")
    #expect(exchange.headers[.contentRange] == "bytes 0-1/10")
    #expect(exchange.text == "01")
  }

  @Test(arguments: [
    "bytes=0-,0-", "bytes=" + (0..<1000).map { "\($0 % 10)-" }.joined(separator: ","), "lines=1",
  ])
  func `what is too much or not understood is answered with the whole`(range: String) async {
    let exchange = await ask(for: range)
    #expect(exchange.status == .ok)
    #expect(exchange.text == "0123456789")
    #expect(exchange.headers[.contentRange] == nil)
  }

  @Test func `a part of another version is not sent, but the whole`() async throws {
    let tag = try #require(await client.get("/").headers[.eTag])
    #expect(await ask(for: "bytes=2-4", [.ifRange: tag]).text == "234")
    let changed = await ask(for: "bytes=2-4", [.ifRange: #""old""#])
    #expect(changed.status == .ok)
    #expect(changed.text == "0123456789")
    let beyond = await ask(for: "bytes=50-", [.ifRange: #""old""#])
    #expect(beyond.status == .ok)
  }

  @Test func `HEAD is about the whole`() async {
    let exchange = await client.send(method: .head, target: "/", headers: [.range: "bytes=2-4"])
    #expect(exchange.status == .ok)
    #expect(exchange.headers[.contentLength] == "10")
    #expect(exchange.headers[.contentRange] == nil)
  }

  @Test func `conditions are looked at before parts`() async {
    #expect(await ask(for: "bytes=50-", [.ifNoneMatch: "*"]).status == .notModified)
    #expect(await ask(for: "bytes=50-", [.ifMatch: #""old""#]).status == .preconditionFailed)
  }
}
