import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct ResponseKindTests {
  private func answer(_ make: @escaping @Sendable () throws -> Response) async throws -> InProcessExchange {
    let app = Application(logger: RecordedLog().logger)
    app.get("/", make)
    return await (try InProcessClient(app)).get("/")
  }

  @Test func `text, HTML and a stream have their types`() async throws {
    #expect(try await answer { .text("a") }.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(try await answer { .html("<p>") }.headers[.contentType] == "text/html; charset=utf-8")
    #expect(try await answer { .stream { _ in } }.headers[.contentType] == "application/octet-stream")
    #expect(try await answer { Response(["a": 1]) }.headers[.contentType] == "application/json")
  }

  @Test func `header fields come with each, and a type among them is the one that counts`() async throws {
    let fields: HTTPFields = [.cacheControl: "no-store", .contentType: "text/x"]
    for make in [
      { @Sendable in Response.text("a", headers: fields) },
      { @Sendable in Response.html("a", headers: fields) },
      { @Sendable in Response.stream(headers: fields) { _ in } },
      { @Sendable in Response(["a"], headers: fields) },
    ] {
      let exchange = try await answer(make)
      #expect(exchange.headers[.cacheControl] == "no-store")
      #expect(exchange.headers[values: .contentType] == ["text/x"])
    }
  }

  @Test func `HTML is sent as it is`() async throws {
    let exchange = try await answer { .html("<p>grün</p>", status: .created) }
    #expect(exchange.status == .created)
    #expect(exchange.text == "<p>grün</p>")
  }

  @Test func `a sequence of bytes or of texts is a stream`() async throws {
    let app = Application()
    app.get("/bytes") { () in
      Response.stream(
        AsyncStream { continuation in
          for byte in UInt8(97)...99 { continuation.yield([byte]) }
          continuation.finish()
        })
    }
    app.get("/texts") { () in
      Response.stream(
        AsyncStream { continuation in
          for text in ["grün", "", "rot"] { continuation.yield(text) }
          continuation.finish()
        }, contentType: "text/csv")
    }
    let client = try InProcessClient(app)
    #expect(await client.get("/bytes").text == "abc")
    let texts = await client.get("/texts")
    #expect(texts.text == "grünrot")
    #expect(texts.headers[.contentType] == "text/csv")
  }

  @Test func `a sequence that throws breaks the stream off`() async throws {
    let exchange = try await answer {
      .stream(
        AsyncThrowingStream<String, any Error> { continuation in
          continuation.yield("a")
          continuation.finish(throwing: TestError())
        })
    }
    #expect(exchange.text == "a")
    #expect(exchange.bodyError is TestError)
  }

  @Test(arguments: ["a\r\nb", "a\nb", "a\rb", "a\0b", " a", "a\t"])
  func `a field's value that is not one line is refused, and the fields stay as they were`(value: String) {
    var fields: HTTPFields = [.contentLanguage: "de"]
    #expect(throws: InvalidFieldValueError.self) { try fields.set(.contentLanguage, checking: value) }
    #expect(fields == [.contentLanguage: "de"])
  }

  @Test func `the refusal names the field and the value`() {
    var fields = HTTPFields()
    #expect {
      try fields.set(.contentLanguage, checking: "a\r\nb")
    } throws: { error in
      "\(error)".contains("Content-Language") && "\(error)".contains(#""a\r\nb""#)
    }
  }

  @Test func `a value that is one line is set`() throws {
    var fields: HTTPFields = [.contentLanguage: "de"]
    try fields.set(.contentLanguage, checking: "fr, grün")
    #expect(fields[values: .contentLanguage] == ["fr, grün"])
  }
}
