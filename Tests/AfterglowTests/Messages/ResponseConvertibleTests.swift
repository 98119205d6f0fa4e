import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@Suite struct ResponseConvertibleTests {
  private struct User: Content, Equatable {
    var name: String
    var age: Int?
  }

  private struct Report: Encodable, ResponseConvertible {
    var total: Int
  }

  /// Sent as a text, though it could be JSON.
  private struct Teapot: ResponseConvertible {
    func response(to request: Request) throws -> Response {
      .text(
        "short and stout, \(request.path)",
        status: HTTPResponse.Status(code: 418, reasonPhrase: "I'm a teapot"))
    }
  }

  private struct Unencodable: Encodable, ResponseConvertible {
    func encode(to encoder: any Encoder) throws { throw TestError() }
  }

  private let client: InProcessClient
  private let log: RecordedLog

  init() throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.get("/content") { () in User(name: "Ada", age: nil) }
    app.post("/content") { (user: User) in user }
    app.get("/encodable") { () in Report(total: 7) }
    app.get("/array") { () in [User(name: "Ada", age: 36), User(name: "Alan", age: nil)] }
    app.get("/dictionary") { () in ["a": [1, 2], "b": []] }
    app.get("/text") { () in "grün" }
    app.get("/status") { () in HTTPResponse.Status.accepted }
    app.get("/optional/{id}") { (id: Int) -> User? in id == 1 ? User(name: "Ada", age: 36) : nil }
    app.get("/own") { () in Teapot() }
    app.get("/unencodable") { () in Unencodable() }
    app.get("/unencodable-later") { () in JSONResponse(Unencodable()) }
    app.get("/not-a-number") { () in [Double.nan] }
    self.log = log
    client = try InProcessClient(app)
  }

  @Test(arguments: [
    ("/content", #"{"name":"Ada"}"#), ("/encodable", #"{"total":7}"#),
    ("/array", #"[{"age":36,"name":"Ada"},{"name":"Alan"}]"#), ("/dictionary", #"{"a":[1,2],"b":[]}"#),
    ("/optional/1", #"{"age":36,"name":"Ada"}"#),
  ])
  func `typed results are JSON`(target: String, json: String) async {
    let exchange = await client.get(target)
    #expect(exchange.status == .ok)
    #expect(exchange.headers[.contentType] == "application/json")
    #expect(exchange.text == json)
  }

  @Test func `a text is text`() async {
    let exchange = await client.get("/text")
    #expect(exchange.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(exchange.text == "grün")
  }

  @Test func `a status is one without a body`() async {
    let exchange = await client.get("/status")
    #expect(exchange.status == .accepted)
    #expect(exchange.body.isEmpty)
  }

  @Test func `nothing is 404`() async {
    #expect(await client.get("/optional/2").status == .notFound)
  }

  @Test func `a type of one's own makes its response of the request`() async {
    let exchange = await client.get("/own")
    #expect(exchange.status.code == 418)
    #expect(exchange.text == "short and stout, /own")
  }

  @Test func `a typed result has the standard status of its method`() async {
    let exchange = await client.post("/content", json: #"{"name":"Ada"}"#)
    #expect(exchange.status == .created)
    #expect(exchange.text == #"{"name":"Ada"}"#)
  }

  @Test(arguments: ["/unencodable", "/unencodable-later", "/not-a-number"])
  func `a value that can't be encoded is a 500 that says nothing, and stands in the log`(target: String) async
  {
    let exchange = await client.get(target)
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
    #expect(!log.lines(at: .error).isEmpty)
  }
}
