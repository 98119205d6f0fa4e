import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct RequestValueTests {
  private enum TenantKey: RequestValueKey { typealias Value = String }
  private enum OtherKey: RequestValueKey { typealias Value = String }

  @Test func `What middleware leaves with a request, the handler and its tasks find`() async throws {
    let app = Application()
    let journal = Journal()
    app.add(
      middleware: MiddlewareHook { request, next in
        request[TenantKey.self] = "north"
        return try await next.respond(to: request)
      })
    app.get("/") { (request: Request) in
      Response.text(
        request[TenantKey.self] ?? "",
        background: BackgroundTask { journal.write(request[TenantKey.self] ?? "") })
    }
    let exchange = try await InProcessClient(app).get("/")
    await exchange.runBackgroundTasks()
    #expect(exchange.text == "north")
    #expect(journal.entries == ["north"])
  }

  @Test func `What a handler leaves with a request, middleware finds on the way back`() async throws {
    let app = Application()
    app.add(
      middleware: MiddlewareHook { request, next in
        var response = try await next.respond(to: request)
        response.body = .text(request[TenantKey.self] ?? "")
        return response
      })
    app.get("/") { (request: Request) in
      request[TenantKey.self] = "south"
      return "ok"
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.text == "south")
  }

  @Test func `A value can be taken away, and has nothing to do with another key's`() async throws {
    let app = Application()
    app.get("/") { (request: Request) in
      request[TenantKey.self] = "north"
      request[OtherKey.self] = "south"
      request[TenantKey.self] = nil
      return "\(request[TenantKey.self] ?? "none"), \(request[OtherKey.self] ?? "none")"
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(exchange.text == "none, south")
  }
}
