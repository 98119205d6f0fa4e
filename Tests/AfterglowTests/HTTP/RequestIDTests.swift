import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct RequestIDTests {
  private func id(_ params: (String, String)...) -> String { RequestID.of(RequestParams(params)) }

  @Test(arguments: ["a", "0123456789abcdef", "A-b_c.9", String(repeating: "x", count: 128)])
  func `an id that came is taken over`(text: String) {
    #expect(id(("REQUEST_ID", text)) == text)
    #expect(id(("HTTP_X_REQUEST_ID", text)) == text)
  }

  @Test func `the web server's id counts before the client's`() {
    #expect(id(("HTTP_X_REQUEST_ID", "client"), ("REQUEST_ID", "server")) == "server")
  }

  @Test(
    arguments: [
      "", " ", "a b", "a\nb", "a\"b", "ü", "a/b", "a;b", "<a>", String(repeating: "x", count: 129), "a\0",
    ])
  func `an id that is malformed or too long is not`(text: String) {
    let id = id(("REQUEST_ID", text), ("HTTP_X_REQUEST_ID", text))
    #expect(id != text)
    #expect(!id.isEmpty)
  }

  @Test func `the client's id is taken where the web server's is empty`() {
    #expect(id(("REQUEST_ID", ""), ("HTTP_X_REQUEST_ID", "client")) == "client")
  }

  @Test func `ids that are made are unique and could have come`() {
    let ids = (0..<1000).map { _ in id() }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { id(("REQUEST_ID", $0)) == $0 })
  }
}

@Suite struct ResponseRequestIDTests {
  private struct Input: Content { var name: String }

  private func client(maxBodySize: Int = 100) throws -> InProcessClient {
    let app = Application(logger: RecordedLog().logger)
    app.get("/") { "ok" }
    app.post("/") { (input: Input) in input }
    app.get("/fails") { () -> String in throw TestError() }
    app.get("/own") { Response(headers: [.requestID: "own"]) }
    app.get("/none") { HTTPResponse.Status.noContent }
    return try InProcessClient(app, maxBodySize: maxBodySize)
  }

  @Test(
    arguments: [
      (HTTPRequest.Method.get, "/", 200), (.head, "/", 200), (.options, "/", 204), (.get, "/none", 204),
      (.get, "/own", 200), (.get, "/nowhere", 404), (.put, "/", 405), (.get, "/fails", 500),
      (.get, "/%zz", 400),
      (.post, "/", 415),
    ])
  func `every response carries its request's id`(method: HTTPRequest.Method, path: String, status: Int)
    async throws
  {
    let exchange = try await client().send(
      method: method, target: path, extraParams: [("REQUEST_ID", "id-1")])
    #expect(exchange.status.code == status)
    #expect(exchange.headers[values: .requestID] == ["id-1"])
  }

  @Test func `a body over the limit is answered with the id`() async throws {
    let exchange = try await client(maxBodySize: 3).post("/", json: "{}  ", headers: [.requestID: "id-2"])
    #expect(exchange.status == .contentTooLarge)
    #expect(exchange.headers[.requestID] == "id-2")
  }

  @Test func `a request that can't be understood is answered with the id and as JSON`() async throws {
    try await ServedApplication.serve(Application(logger: RecordedLog().logger)) { client in
      let response = try await client.send(
        target: "/", extraParams: [("REQUEST_METHOD", "NO TOKEN"), ("REQUEST_ID", "id-3")])
      #expect(response.status == .badRequest)
      #expect(response.headers[.requestID] == "id-3")
      #expect(response.headers[.contentType] == "application/json")
      #expect(response.text == #"{"detail":"The request has no valid method."}"#)
    }
  }

  @Test func `a request that can't be understood is answered in process as by the server`() async throws {
    let exchange = try await client().send(
      target: "/", extraParams: [("CONTENT_LENGTH", "x"), ("REQUEST_ID", "id-4")])
    #expect(exchange.status == .badRequest)
    #expect(exchange.headers[.requestID] == "id-4")
    #expect(exchange.text == #"{"detail":"The content length is not a number of bytes."}"#)
  }
}
