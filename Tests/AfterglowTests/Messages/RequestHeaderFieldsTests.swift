import FastCGI
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct RequestHeaderFieldsTests {
  private func fields(_ params: (String, String)...) -> HTTPFields {
    HTTPFields(params: RequestParams(params))
  }

  @Test func `HTTP_ params are header fields`() throws {
    let custom = try #require(HTTPField.Name("X-Custom-Field"))
    let fields = fields(("HTTP_ACCEPT", "text/html"), ("HTTP_X_CUSTOM_FIELD", "a, b"))
    #expect(fields[.accept] == "text/html")
    #expect(fields[custom] == "a, b")
    #expect(fields.count == 2)
  }

  @Test func `CONTENT_TYPE and CONTENT_LENGTH are header fields, and no other param is`() {
    let fields = fields(
      ("CONTENT_TYPE", "text/plain"), ("CONTENT_LENGTH", "3"), ("REMOTE_ADDR", "192.0.2.7"), ("HTTPS", "on"),
      ("HTTPX", "no"))
    #expect(fields[.contentType] == "text/plain")
    #expect(fields[.contentLength] == "3")
    #expect(fields.count == 2)
  }

  @Test func `a field that came under both of its names is there once`() {
    let fields = fields(("CONTENT_TYPE", "text/plain"), ("HTTP_CONTENT_TYPE", "text/plain"))
    #expect(fields[values: .contentType] == ["text/plain"])
  }

  @Test func `of a field that came several times all values are there, in their order`() throws {
    let custom = try #require(HTTPField.Name("X-Custom"))
    let fields = fields(
      ("HTTP_X_CUSTOM", "one"), ("HTTP_COOKIE", "a=1"), ("HTTP_X_CUSTOM", "two"), ("HTTP_COOKIE", "b=2"))
    #expect(fields[values: custom] == ["one", "two"])
    #expect(fields[custom] == "one, two")
    #expect(fields[.cookie] == "a=1; b=2")
  }

  @Test func `a client's Content_Type is not taken for the request's`() {
    let fields = fields(("HTTP_CONTENT_TYPE", "text/html"), ("HTTP_CONTENT_LENGTH", "9"))
    #expect(fields.isEmpty)
  }

  @Test func `a content length of -1 is no field`() {
    #expect(fields(("CONTENT_LENGTH", "-1")).isEmpty)
  }

  @Test func `an empty param is no field`() {
    #expect(fields(("CONTENT_TYPE", ""), ("CONTENT_LENGTH", ""), ("HTTP_ACCEPT", "")).isEmpty)
  }

  @Test(arguments: ["HTTP_", "HTTP_A B", "HTTP_:METHOD", "HTTP_Ä", "HTTP_A\r\nB"])
  func `a name that is no token is left out`(name: String) {
    #expect(fields((name, "x")).isEmpty)
  }

  @Test func `a value's line breaks do not survive`() {
    let value = fields(("HTTP_ACCEPT", "a\r\nX-Evil: b"))[.accept] ?? ""
    #expect(!value.contains { $0.isNewline })
  }

  @Test func `a request has its fields, its params and the client's address`() throws {
    let params = RequestParams([
      ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/"), ("REMOTE_ADDR", "192.0.2.7"), ("HTTP_ACCEPT", "*/*"),
      ("GEOIP", "DE"),
    ])
    let request = Request(
      head: try RequestHead(params: params),
      context: RequestContext(requestID: "1", logger: RecordedLog().logger),
      body: RequestBody(declaredLength: nil, limit: 0) { _ in 0 },
      background: RequestBackground())
    #expect(request.remoteAddress == "192.0.2.7")
    #expect(request.headers[.accept] == "*/*")
    #expect(request.params["GEOIP"] == "DE")
    #expect(request.params["geoip"] == nil)
  }
}
