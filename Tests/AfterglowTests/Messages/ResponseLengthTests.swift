import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct ResponseLengthTests {
  private func send(
    _ method: HTTPRequest.Method = .get, _ response: @escaping @Sendable () -> Response
  ) async throws -> FastCGIResponse {
    let app = Application(logger: RecordedLog().logger)
    app.get("/", response)
    return try await ServedApplication.serve(app) { client in
      try await client.send(method: method, target: "/")
    }
  }

  @Test func `bytes have their length`() async throws {
    let response = try await send { .text("grün") }
    #expect(response.headers[values: .contentLength] == ["5"])
    #expect(response.text == "grün")
  }

  @Test func `a wrong length of the handler's is put right`() async throws {
    let response = try await send { Response(headers: [.contentLength: "99"], body: .text("abc")) }
    #expect(response.headers[values: .contentLength] == ["3"])
  }

  @Test func `an empty body has the length 0`() async throws {
    #expect(try await send { Response() }.headers[.contentLength] == "0")
  }

  @Test func `a stream has no length`() async throws {
    let response = try await send { .stream { try $0.write("abc") } }
    #expect(response.headers[.contentLength] == nil)
    #expect(response.text == "abc")
  }

  @Test func `a stream keeps the length that its handler knows`() async throws {
    let response = try await send {
      Response(headers: [.contentLength: "3"], body: .stream { try $0.write("abc") })
    }
    #expect(response.headers[values: .contentLength] == ["3"])
  }

  @Test(arguments: [HTTPResponse.Status.noContent, .notModified])
  func `a status without content has neither length nor body`(status: HTTPResponse.Status) async throws {
    let response = try await send { .text("abc", status: status) }
    #expect(response.status == status)
    #expect(response.headers[.contentLength] == nil)
    #expect(response.body.isEmpty)
    let streamed = try await send { .stream(status: status) { try $0.write("abc") } }
    #expect(streamed.body.isEmpty)
  }

  @Test(arguments: [HTTPRequest.Method.get, .head])
  func `a 205 has the length 0 and no body`(method: HTTPRequest.Method) async throws {
    let bytes = try await send(method) { .text("abc", status: .resetContent) }
    #expect(bytes.status == .resetContent)
    #expect(bytes.headers[values: .contentLength] == ["0"])
    #expect(bytes.body.isEmpty)
    let streamed = try await send(method) { .stream(status: .resetContent) { try $0.write("abc") } }
    #expect(streamed.headers[values: .contentLength] == ["0"])
    #expect(streamed.body.isEmpty)
  }

  @Test func `a length of the handler's is left out of a 204`() async throws {
    let response = try await send { Response(status: .noContent, headers: [.contentLength: "0"]) }
    #expect(response.headers[.contentLength] == nil)
  }

  @Test func `HEAD has the length of GET and no body`() async throws {
    let response = try await send(.head) { .text("abc") }
    #expect(response.status == .ok)
    #expect(response.headers[.contentLength] == "3")
    #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(response.body.isEmpty)
  }

  @Test func `HEAD of a stream does not produce it`() async throws {
    let journal = Journal()
    let response = try await send(.head) { .stream { _ in journal.write("produced") } }
    #expect(response.headers[.contentLength] == nil)
    #expect(response.body.isEmpty)
    #expect(journal.entries.isEmpty)
  }

  @Test func `a handler for HEAD may tell a length without having the body`() async throws {
    let app = Application()
    app.head("/") { Response(headers: [.contentLength: "1000"]) }
    let response = try await ServedApplication.serve(app) { try await $0.send(method: .head, target: "/") }
    #expect(response.headers[values: .contentLength] == ["1000"])
  }
}
