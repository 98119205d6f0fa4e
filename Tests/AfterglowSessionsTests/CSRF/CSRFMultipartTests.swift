import Afterglow
import AfterglowSessions
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

/// The token in a form with files.
@Suite struct CSRFMultipartTests {
  private let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

  init() {
    app.add(middleware: CSRFMiddleware(secrets: [.random()]))
    app.get("/form") { (request: Request) in try request.csrfToken }
    app.post("/whole") { (form: Multipart) in
      "\(form.fields.map(\.name)) \(form.files.map(\.size))"
    }
    app.post("/parts") { (form: MultipartStream) in
      var sizes: [String] = []
      for try await part in form {
        var size = 0
        for try await chunk in part.chunks { size += chunk.count }
        sizes.append("\(part.name)=\(size)")
      }
      return sizes.joined(separator: " ")
    }
    app.post("/stream") { (body: BodyStream) in
      body.limit(to: 10 << 20)
      var size = 0
      for try await chunk in body { size += chunk.count }
      return "\(size)"
    }
    app.post("/raw") { (body: RawBody) in "\(body.bytes.count)" }
  }

  private struct Part {
    var name: String
    var filename: String?
    var content: String
  }

  private static func form(_ parts: [Part]) -> [UInt8] {
    let texts = parts.map { part in
      let filename = part.filename.map { "; filename=\"\($0)\"" } ?? ""
      let head = "Content-Disposition: form-data; name=\"\(part.name)\"\(filename)"
      return "--b\r\n\(head)\r\n\r\n\(part.content)\r\n"
    }
    return Array((texts.joined() + "--b--\r\n").utf8)
  }

  private func post(_ target: String, _ parts: [Part], with browser: Browser) async -> InProcessExchange {
    await browser.send(.post, target, multipart: Self.form(parts))
  }

  private static func token(_ text: String) -> Part { Part(name: "_csrf", content: text) }
  private static let picture = Part(
    name: "picture", filename: "a.png", content: String(repeating: "x", count: 100_000))

  @Test func `A token in front is taken, and the handler has the whole form`() async throws {
    let browser = try Browser(app)
    let parts = [Self.token(await browser.send(.get, "/form").text), Self.picture]
    #expect(await post("/whole", parts, with: browser).text == #"["_csrf"] [100000]"#)
    #expect(await post("/parts", parts, with: browser).text == "_csrf=64 picture=100000")
    let size = Self.form(parts).count
    #expect(await post("/stream", parts, with: browser).text == "\(size)")
    #expect(await post("/raw", parts, with: browser).text == "\(size)")
  }

  @Test func `Other fields may stand before it`() async throws {
    let browser = try Browser(app)
    let token = Self.token(await browser.send(.get, "/form").text)
    let text = Part(name: "text", content: String(repeating: "y", count: 60_000))
    #expect(await post("/whole", [text, token, Self.picture], with: browser).status == .created)
  }

  @Test func `A token behind a file, or too far behind, is a 403 that says where it belongs`() async throws {
    let browser = try Browser(app)
    let token = Self.token(await browser.send(.get, "/form").text)
    let long = Part(name: "text", content: String(repeating: "y", count: 70_000))
    for parts in [[Self.picture, token], [long, token], [Self.picture], []] {
      let refused = await post("/whole", parts, with: browser)
      #expect(refused.status == .forbidden)
      let advice = "put the field _csrf before every file of the form, within its first 64 KiB"
      #expect(refused.text.contains(advice))
    }
  }

  @Test(arguments: ["", "AAAA", String(repeating: "A", count: 64), String(repeating: "A", count: 10_000)])
  func `Another token is refused`(text: String) async throws {
    let browser = try Browser(app)
    await browser.send(.get, "/form")
    #expect(await post("/whole", [Self.token(text), Self.picture], with: browser).status == .forbidden)
  }

  @Test func `A token in a file's place is none`() async throws {
    let browser = try Browser(app)
    let token = Part(name: "_csrf", filename: "t", content: await browser.send(.get, "/form").text)
    #expect(await post("/whole", [token], with: browser).status == .forbidden)
  }

  @Test func `Without the cookie it is refused`() async throws {
    let token = await (try Browser(app)).send(.get, "/form").text
    #expect(await post("/whole", [Self.token(token)], with: try Browser(app)).status == .forbidden)
  }

  @Test func `A form that is malformed is a 400`() async throws {
    let browser = try Browser(app)
    await browser.send(.get, "/form")
    let broken = await browser.send(.post, "/whole", multipart: Array("--b\r\nno header\r\n\r\n".utf8))
    #expect(broken.status == .badRequest)
  }
}
