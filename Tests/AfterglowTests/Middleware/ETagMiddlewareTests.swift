import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct ETagMiddlewareTests {
  private let journal = Journal()
  private let client: InProcessClient

  init() throws {
    let app = Application()
    app.add(middleware: ETagMiddleware())
    app.get("/text/{text}", background: journal.task("task")) { (text: String) in text }
    app.get("/json") { JSONResponse(["a": 1]) }
    app.get("/own") { Response(headers: [.eTag: #""own""#], body: .text("own")) }
    app.get("/secret") { Response(headers: [.cacheControl: "private, no-store"], body: .text("secret")) }
    app.get("/stream") { Response.stream { try $0.write("streamed") } }
    app.get("/accepted") { Response(status: .accepted, body: .text("later")) }
    app.post("/text") { "posted" }
    client = try InProcessClient(app)
  }

  @Test func `The same body has the same tag, and another one another`() async {
    let tags = [
      await client.get("/text/one").headers[.eTag], await client.get("/text/one").headers[.eTag],
      await client.get("/text/two").headers[.eTag],
    ]
    #expect(tags[0]?.hasPrefix("W/\"") == true)
    #expect(tags[0] == tags[1])
    #expect(tags[0] != tags[2])
  }

  @Test(arguments: ["/text/one", "/json", "/own"])
  func `Who has that version is told so, without the body`(target: String) async throws {
    let tag = try #require(await client.get(target).headers[.eTag])
    let exchange = await client.get(target, headers: [.ifNoneMatch: #""other", \#(tag)"#])
    #expect(exchange.status == .notModified)
    #expect(exchange.body.isEmpty)
    #expect(exchange.headers[.eTag] == tag)
    #expect(exchange.headers[.contentType] == nil)
  }

  @Test(arguments: [#""other""#, "", "nonsense"])
  func `Who has another version gets the body`(condition: String) async {
    let exchange = await client.get("/text/one", headers: [.ifNoneMatch: condition])
    #expect(exchange.status == .ok)
    #expect(exchange.text == "one")
  }

  @Test func `Who asks for another version than there is gets none`() async {
    #expect(await client.get("/own", headers: [.ifMatch: #""other""#]).status == .preconditionFailed)
    #expect(await client.get("/own", headers: [.ifMatch: #""own""#]).text == "own")
    #expect(await client.get("/text/one", headers: [.ifMatch: "*"]).text == "one")
  }

  @Test func `HEAD has the tag of GET`() async throws {
    let tag = try #require(await client.get("/text/one").headers[.eTag])
    #expect(await client.send(method: .head, target: "/text/one").headers[.eTag] == tag)
    let condition: HTTPFields = [.ifNoneMatch: tag]
    let exchange = await client.send(method: .head, target: "/text/one", headers: condition)
    #expect(exchange.status == .notModified)
  }

  @Test(arguments: ["/secret", "/stream", "/accepted", "/nowhere"])
  func `What is not to be kept, a stream, or no 200 has no tag`(target: String) async {
    let exchange = await client.get(target, headers: [.ifNoneMatch: "*"])
    #expect(exchange.headers[.eTag] == nil)
    #expect(exchange.status != .notModified)
  }

  @Test func `Another method than GET and HEAD has none`() async {
    #expect(await client.send(method: .post, target: "/text").headers[.eTag] == nil)
  }

  @Test func `The handler's tasks run all the same`() async {
    let exchange = await client.get("/text/one", headers: [.ifNoneMatch: "*"])
    #expect(exchange.status == .notModified)
    await exchange.runBackgroundTasks()
    #expect(journal.entries == ["task"])
  }
}
