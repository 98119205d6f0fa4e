import Afterglow
import AfterglowTesting
import Foundation
import HTTPTypes
import Testing

@Suite struct ContentTests {
  private struct Input: Content, Equatable {
    var name: String
    var age: Int?
  }

  private func client() throws -> InProcessClient {
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (input: Input) in input }
    app.post("/list") { (inputs: [Input]) in inputs.map(\.name) }
    return try InProcessClient(app)
  }

  private func send(_ contentType: String, _ body: String = #"{"name":"Ada"}"#) async throws
    -> InProcessExchange
  {
    try await client().send(method: .post, target: "/", contentType: contentType, body: Array(body.utf8))
  }

  @Test func `a JSON body is decoded, and the value is a JSON response`() async throws {
    let exchange = try await send("application/json", #" { "age" : 36, "name" : "Ada\u00fc", "x": [] } "#)
    #expect(exchange.status == .created)
    #expect(exchange.headers[.contentType] == "application/json")
    #expect(exchange.text == #"{"age":36,"name":"Adaü"}"#)
  }

  @Test(
    arguments: [
      "application/json; charset=utf-8", "application/json;charset=UTF-8",
      "application/json ; charset=\"utf-8\"",
      "Application/JSON", "application/json;", "application/json; version=1", "application/problem+json",
      "application/vnd.api+json; charset=utf-8", "application/json; charset=utf8", " application/json",
    ])
  func `JSON comes under these content types`(contentType: String) async throws {
    #expect(try await send(contentType).status == .created)
  }

  @Test(
    arguments: [
      "", "text/plain", "application/x-www-form-urlencodedx", "application/jsonx", "application/xml+json+xml",
      "json", "application", "text/json-seq", "multipart/form-data; boundary=application/json",
      "application/json/x",
    ])
  func `another content type, or none, is a 415`(contentType: String) async throws {
    let exchange = try await send(contentType)
    #expect(exchange.status == .unsupportedMediaType)
    #expect(exchange.text.hasPrefix(#"{"detail":"The "#))
    #expect(exchange.text.contains("send application/json or application/x-www-form-urlencoded."))
  }

  @Test(arguments: ["iso-8859-1", "utf-16", "us-ascii", "\"latin1\""])
  func `another character set is a 415`(charset: String) async throws {
    #expect(try await send("application/json; charset=\(charset)").status == .unsupportedMediaType)
  }

  @Test(
    arguments: [
      "", " ", "{", "}", "nul", #"{"name":"Ada"} x"#, #"{"name":"Ada"#, "{'name':'Ada'}", #"{"name":Ada}"#,
      #"{"name":"Ada"}{"name":"Ada"}"#, "\u{feff}", #"{"name":"\ud800"}"#, #"{"name":"Ada",}"#,
      #"{"name":"Ada","more":[1,]}"#, "{\"name\":\"A\tda\"}",
    ])
  func `what is not JSON is a 400`(body: String) async throws {
    let exchange = try await send("application/json", body)
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.hasPrefix(#"{"detail":"The request body is not valid JSON: "#))
  }

  @Test func `what keeps a body from being JSON is told, with its place`() async throws {
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (input: Input) in input }
    app.post("/any") { (input: JSONValue) in input }
    app.post("/list") { (inputs: [JSONValue]) in inputs }
    let client = try InProcessClient(app)
    for path in ["/", "/any", "/list"] {
      let exchange = await client.post(path, json: "{\n  \"name\": \"Ada\",\n}")
      #expect(
        exchange.text == """
          {"detail":"The request body is not valid JSON: a comma with nothing behind it at line 2, column 16 (byte 17)."}
          """)
    }
  }

  @Test(arguments: ["/any", "/list", "/typed"])
  func `a number that is too large is a mistake at its place`(path: String) async throws {
    struct Typed: Content { var number: Double }
    let app = Application(logger: RecordedLog().logger)
    app.post("/any") { (input: JSONValue) in input }
    app.post("/list") { (inputs: [JSONValue]) in inputs }
    app.post("/typed") { (inputs: [Typed]) in inputs }
    let exchange = try await InProcessClient(app).post(path, json: #"[{"number":1e400},{"number":-1e400}]"#)
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.contains(#""loc":[0,"number"]"#))
    #expect(exchange.text.contains(#""loc":[1,"number"]"#))
  }

  @Test func `bytes that are not UTF-8 are a 400`() async throws {
    let exchange = try await client().send(
      method: .post, target: "/", contentType: "application/json",
      body: Array(#"{"name":""#.utf8) + [0xFF, 0x22, 0x7D])
    #expect(exchange.status == .badRequest)
  }

  @Test func `an array can be the body`() async throws {
    let exchange = try await client().post("/list", json: #"[{"name":"Ada"},{"name":"Grace"}]"#)
    #expect(exchange.text == #"["Ada","Grace"]"#)
    #expect(try await client().post("/list", json: "[]").text == "[]")
  }

  @Test func `JSON nested too deeply is a 400`() async throws {
    let app = Application(logger: RecordedLog().logger)
    app.post("/") { (input: Input) in input }
    let body =
      #"{"name":"# + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
    try await ServedApplication.serve(app) { client in
      #expect(try await client.post("/", json: body).status == .badRequest)
      let allowed =
        #"{"name":"# + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + "}"
      let response = try await client.post("/", json: allowed)
      #expect(response.status == .badRequest)
      #expect(response.text.contains("string_type"))
    }
  }

  @Test func `dates are ISO 8601 both ways`() async throws {
    struct Event: Content { var at: Date }
    let app = Application()
    app.post("/") { (event: Event) in event }
    let exchange = try await InProcessClient(app).post("/", json: #"{"at":"2026-11-23T06:00:00+01:00"}"#)
    #expect(exchange.text == #"{"at":"2026-11-23T05:00:00Z"}"#)
  }

  @Test func `a content type that middleware has put in place counts`() async throws {
    let app = Application()
    app.add(
      middleware: MiddlewareHook { request, next in
        var request = request
        request.headers[.contentType] = "application/json"
        return try await next.respond(to: request)
      })
    app.post("/") { (input: Input) in input }
    let exchange = try await InProcessClient(app).send(
      method: .post, target: "/", contentType: "text/plain", body: Array(#"{"name":"Ada"}"#.utf8))
    #expect(exchange.status == .created)
  }

  @Test func `a handler may take any JSON`() async throws {
    let app = Application()
    app.post("/hook") { (event: JSONValue) in event["items"]?[1] ?? .null }
    let client = try InProcessClient(app)
    #expect(await client.post("/hook", json: #"{"items":[1,{"b":[2,1e3]}]}"#).text == #"{"b":[2,1000]}"#)
    #expect(await client.post("/hook", json: "[1]").text == "null")
    #expect(await client.post("/hook", json: "[1").status == .badRequest)
    let form = await client.send(
      method: .post, target: "/hook", contentType: "application/x-www-form-urlencoded",
      body: Array("a=1".utf8))
    #expect(form.status == .unsupportedMediaType)
    #expect(form.headers[.accept] == "application/json")
  }

  @Test func `a 415 names what is taken, for programs too`() async throws {
    let app = Application()
    app.post("/") { (input: JSONPair) in "\(input.a)" }
    app.post("/form") { (form: Multipart) in "ok" }
    let client = try InProcessClient(app)
    for (path, types) in [
      ("/", "application/json, application/x-www-form-urlencoded"), ("/form", "multipart/form-data"),
    ] {
      let exchange = await client.send(method: .post, target: path, contentType: "text/csv", body: [65])
      #expect(exchange.status == .unsupportedMediaType)
      #expect(exchange.headers[.accept] == types)
    }
  }
}

private struct JSONPair: Content { var a: Int }
