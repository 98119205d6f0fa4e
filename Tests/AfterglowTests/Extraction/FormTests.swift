import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct FormTests {
  private struct SignIn: Content {
    var name: String
    var remember: Bool?
  }

  private func post(
    _ body: String, to path: String = "/form", contentType: String = "application/x-www-form-urlencoded"
  ) async throws -> InProcessExchange {
    let app = Application(logger: RecordedLog().logger)
    app.post("/form") { (form: Form<SignIn>) in "\(form.name) \(form.remember ?? false)" }
    app.post("/content") { (content: SignIn) in "\(content.name) \(content.remember ?? false)" }
    app.post("/list") { (list: [SignIn]) in "\(list.count)" }
    return try await InProcessClient(app).send(
      method: .post, target: path, contentType: contentType, body: Array(body.utf8))
  }

  @Test(arguments: ["/form", "/content"])
  func `a form is decoded as a type`(path: String) async throws {
    let exchange = try await post("name=Ada+L.&remember=on&submit=Send", to: path)
    #expect(exchange.status == .created)
    #expect(exchange.text == "Ada L. true")
    let charset = "application/x-www-form-urlencoded; charset=UTF-8"
    #expect(try await post("name=%C3%BC", to: path, contentType: charset).text == "ü false")
  }

  @Test(arguments: ["/form", "/content"])
  func `everything that is wrong with a form is listed`(path: String) async throws {
    let exchange = try await post("remember=x", to: path)
    #expect(exchange.status == .badRequest)
    #expect(
      exchange.text == """
        {"detail":"Validation failed for \(path) with method POST.","errors":[\
        {"loc":["name"],"msg":"Field required","type":"missing"},\
        {"input":"x","loc":["remember"],"msg":"Input should be a valid boolean","type":"bool_type"}]}
        """)
  }

  @Test(arguments: [
    "", "application/json", "text/plain", "application/x-www-form-urlencoded; charset=latin1",
  ])
  func `another content type is a 415`(contentType: String) async throws {
    let exchange = try await post("name=a", contentType: contentType)
    #expect(exchange.status == .unsupportedMediaType)
    #expect(exchange.text.contains("send application/x-www-form-urlencoded."))
  }

  @Test func `a form is no array`() async throws {
    #expect(try await post("0[name]=a", to: "/list").status == .unsupportedMediaType)
  }

  @Test(arguments: ["name=%", "name=a&x=%ff", "name=a\u{0}", "name=a&name[b]=c", "name[b]=c&name=a"])
  func `a malformed form is a 400`(body: String) async throws {
    let exchange = try await post(body)
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.hasPrefix(#"{"detail":"The form "#))
  }

  @Test func `a form of bytes that are not UTF-8 is a 400`() async throws {
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (form: Form<SignIn>) in "ok" }
    let exchange = try await InProcessClient(app).send(
      method: .post, target: "/", contentType: "application/x-www-form-urlencoded",
      body: Array("name=".utf8) + [0xff])
    #expect(exchange.status == .badRequest)
  }

  @Test func `a form has 1,000 fields at most`() async throws {
    func fields(_ count: Int) -> String { "name=a" + String(repeating: "&b=c", count: count - 1) }
    #expect(try await post(fields(1000)).status == .created)
    #expect(try await post(fields(1001)).status == .badRequest)
    #expect(try await post(String(repeating: "&", count: 100_000)).status == .badRequest)
  }
}
