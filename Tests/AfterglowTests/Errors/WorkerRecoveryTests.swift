import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

/// One worker, which has to go on whatever a request was like.
@Suite struct WorkerRecoveryTests {
  private struct Input: Content { var name: String }

  private func app() -> Application {
    let app = Application(logger: RecordedLog().logger)
    app.add(
      middleware: MiddlewareHook { request, next in
        if request.path == "/middleware" { throw TestError() }
        return try await next.respond(to: request)
      })
    app.onError(CancellationError.self) { _, _ -> String in throw TestError() }
    app.get("/") { "ok" }
    app.get("/throws") { () -> String in throw TestError() }
    app.get("/handler-throws") { () -> String in throw CancellationError() }
    app.get("/task-throws", background: BackgroundTask { throw TestError() }) { "ok" }
    app.get("/infinite") { Response(["number": Double.infinity]) }
    app.get("/{number}") { (number: Int) in "\(number)" }
    app.post("/") { (input: Input) in input }
    return app
  }

  @Test func `it goes on after every kind of error`() async throws {
    try await ServedApplication.serve(app()) { client in
      let expected = [
        ("/throws", 500), ("/handler-throws", 500), ("/middleware", 500), ("/infinite", 500),
        ("/task-throws", 200),
        ("/x", 400), ("/%zz", 400), ("/a/b", 404),
      ]
      for (path, status) in expected {
        let response = try await client.get(path)
        #expect(response.status.code == status, "\(path)")
        let next = try await client.get("/")
        #expect(next.text == "ok", "after \(path)")
      }
    }
  }

  @Test func `it goes on after every kind of body`() async throws {
    try await ServedApplication.serve(app()) { client in
      let large = #"{"name":""# + String(repeating: "a", count: 1 << 20) + #""}"#
      let expected = [("{}", 400), ("{", 400), ("", 400), (#"{"name":1}"#, 400), (large, 413)]
      for (body, status) in expected {
        #expect(try await client.post("/", json: body).status.code == status, "\(body.prefix(20))")
        #expect(try await client.post("/", json: #"{"name":"Ada"}"#).status == .created)
      }
      let wrongType = try await client.send(method: .post, target: "/", contentType: "text/plain", body: [1])
      #expect(wrongType.status == .unsupportedMediaType)
      #expect(try await client.send(method: .delete, target: "/").status == .methodNotAllowed)
      #expect(try await client.get("/").text == "ok")
    }
  }

  @Test(arguments: [("REQUEST_METHOD", ""), ("CONTENT_LENGTH", "x"), ("CONTENT_LENGTH", "-2")])
  func `it goes on after a request that can't be understood`(name: String, value: String) async throws {
    try await ServedApplication.serve(app()) { client in
      let response = try await client.send(target: "/", extraParams: [(name, value)])
      #expect(response.status == .badRequest)
      let next = try await client.get("/")
      #expect(next.text == "ok")
    }
  }
}
