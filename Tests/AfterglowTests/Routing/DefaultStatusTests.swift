import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct DefaultStatusTests {
  private static let statuses: [(HTTPRequest.Method, Int)] = [
    (.get, 200), (.put, 200), (.post, 201), (.patch, 200), (.delete, 200), (.options, 200), (.head, 200),
  ]

  private func app(_ handler: @escaping @Sendable () -> Response) -> Application {
    let app = Application()
    app.get("/", handler)
    app.put("/", handler)
    app.post("/", handler)
    app.patch("/", handler)
    app.delete("/", handler)
    app.options("/", handler)
    app.head("/", handler)
    return app
  }

  @Test(arguments: statuses)
  func `a response with a body has its verb's status`(method: HTTPRequest.Method, status: Int) async throws {
    let exchange = try await InProcessClient(app { .text("a") }).send(method: method, target: "/")
    #expect(exchange.status.code == status)
  }

  @Test(arguments: statuses)
  func `a response without a body too, but for DELETE, which has 204`(method: HTTPRequest.Method, status: Int)
    async throws
  {
    let exchange = try await InProcessClient(app { Response() }).send(method: method, target: "/")
    #expect(exchange.status.code == (method == .delete ? 204 : status))
  }

  @Test(arguments: statuses)
  func `a handler that returns nothing has an empty response`(method: HTTPRequest.Method, status: Int)
    async throws
  {
    let app = Application()
    let journal = Journal()
    @Sendable func note(_ id: Int, _ request: Request) async throws {
      await journal.writeAsynchronously("\(request.method.rawValue) \(id)")
    }
    app.put("/{id}") { (id: Int, request: Request) in try await note(id, request) }
    app.post("/{id}", note)
    app.patch("/{id}", note)
    app.delete("/{id}", note)
    app.route(methods: [.get, .head, .options], "/{id}", note)
    app.add(Gateway(methods: [.trace], "/{id}", note))
    let exchange = try await InProcessClient(app).send(method: method, target: "/7")
    #expect(exchange.status.code == (method == .delete ? 204 : status))
    #expect(exchange.body.isEmpty)
    #expect(journal.entries == ["\(method.rawValue) 7"])
  }

  @Test(arguments: statuses.map(\.0))
  func `a status of the handler's own wins`(method: HTTPRequest.Method) async throws {
    let exchange = try await InProcessClient(app { .text("a", status: .accepted) }).send(
      method: method, target: "/")
    #expect(exchange.status == .accepted)
  }

  @Test func `a route of several methods has the status of the one that was used`() async throws {
    let app = Application()
    app.route(methods: [.get, .post, .delete], "/") { JSONResponse(["a": 1]) }
    let client = try InProcessClient(app)
    #expect(await client.get("/").status == .ok)
    #expect(await client.send(method: .post, target: "/").status == .created)
    #expect(await client.send(method: .delete, target: "/").status == .ok)
  }

  @Test func `a DELETE that streams has 200, since a body is to come`() async throws {
    let app = Application()
    app.delete("/") { () in Response.stream { try $0.write("a") } }
    #expect(try await InProcessClient(app).send(method: .delete, target: "/").status == .ok)
  }

  @Test func `middleware finds the status that will be sent`() async throws {
    let journal = Journal()
    let app = app { Response() }
    app.add(
      middleware: MiddlewareHook { request, next in
        let response = try await next.respond(to: request)
        journal.write("\(response.status?.code ?? 0)")
        return response
      })
    let client = try InProcessClient(app)
    for method in [HTTPRequest.Method.post, .delete, .get] {
      _ = await client.send(method: method, target: "/")
    }
    #expect(journal.entries == ["201", "204", "200"])
  }
}
