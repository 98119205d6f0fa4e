import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct BodyExtractorTests {
  private struct Input: Content { var name: String }

  private func client() throws -> InProcessClient {
    let app = Application(logger: RecordedLog().logger)
    app.put("/raw") { (body: RawBody) in "\(body.bytes) \(body.contentType ?? "none")" }
    app.put("/text") { (body: TextBody) in body.text }
    app.put("/stream") { (body: BodyStream) in
      var count = 0
      for try await chunk in body { count += chunk.count }
      return "\(count)"
    }
    app.put("/optional/raw") { (body: RawBody?) in "\(body?.bytes.count ?? -1)" }
    app.put("/optional/content") { (input: Input?) in input?.name ?? "nobody" }
    app.put("/optional/stream") { (body: BodyStream?) in body == nil ? "none" : "some" }
    app.put("/optional/segment/{id}") { (id: Int?) in "\(id ?? -1)" }
    return try InProcessClient(app)
  }

  private func put(_ path: String, as contentType: String = "", _ body: [UInt8]) async throws
    -> InProcessExchange
  {
    try await client().send(method: .put, target: path, contentType: contentType, body: body)
  }

  @Test func `raw bytes come as they are, whatever their content type`() async throws {
    #expect(try await put("/raw", as: "image/png", [0, 255]).text == "[0, 255] image/png")
    #expect(try await put("/raw", as: "application/json", [123]).text == "[123] application/json")
    #expect(try await put("/raw", []).text == "[] none")
  }

  @Test(arguments: ["", "text/plain", "text/csv; charset=UTF-8", "text/plain; charset=us-ascii"])
  func `text is in UTF-8 or its subset`(contentType: String) async throws {
    #expect(try await put("/text", as: contentType, Array("Grüße".utf8)).text == "Grüße")
  }

  @Test(arguments: [
    "text/plain; charset=latin1", "text/plain; charset=utf-16", "text", "a/b; \"", "a/b; c=\"d",
  ])
  func `text of another character set, or of a content type that can't be read, is a 415`(
    contentType: String
  ) async throws {
    #expect(try await put("/text", as: contentType, [65]).status == .unsupportedMediaType)
  }

  @Test func `text that is not UTF-8 is a 400`() async throws {
    #expect(try await put("/text", as: "text/plain", [0xC3, 0x28]).status == .badRequest)
  }

  @Test func `a streamed body is a sequence of its chunks`() async throws {
    let body = [UInt8](repeating: 1, count: 100_000)
    #expect(try await put("/stream", as: "", body).text == "100000")
  }

  @Test func `an optional of the body is nil without a body`() async throws {
    #expect(try await put("/optional/raw", []).text == "-1")
    #expect(try await put("/optional/raw", [1, 2]).text == "2")
    #expect(try await put("/optional/content", []).text == "nobody")
    #expect(try await put("/optional/content", as: "application/json", []).text == "nobody")
    #expect(try await put("/optional/stream", []).text == "none")
    #expect(try await put("/optional/stream", as: "text/csv", []).text == "none")
    #expect(try await put("/optional/stream", [1]).text == "some")
  }

  @Test func `an optional whose value is there and wrong is an error`() async throws {
    #expect(
      try await put("/optional/content", as: "application/json", Array("{}".utf8)).status == .badRequest)
    #expect(try await put("/optional/content", as: "text/csv", [65]).status == .unsupportedMediaType)
    #expect(try await put("/optional/segment/x", []).status == .badRequest)
    #expect(try await put("/optional/segment/7", []).text == "7")
  }
}
