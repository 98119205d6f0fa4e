import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct StatusPageTests {
  private func client(_ page: StatusPage = StatusPage(at: "/status")) throws -> InProcessClient {
    let app = Application()
    app.add(page)
    return try InProcessClient(app)
  }

  private func status(
    of target: String = "/status", from address: String?, page: StatusPage = StatusPage(),
    headers: HTTPFields = [:]
  ) async throws -> HTTPResponse.Status {
    // nginx without an address sends the param all the same, and empty.
    let params = [("REMOTE_ADDR", address ?? "")]
    return try await client(page).send(target: target, headers: headers, extraParams: params).status
  }

  @Test func `it is JSON for who doesn't ask for anything else`() async throws {
    for accept in [nil, "*/*", "application/json", "application/json, text/html;q=0.5"] {
      let headers: HTTPFields = accept.map { [.accept: $0] } ?? [:]
      let exchange = try await client().get("/status", headers: headers)
      #expect(exchange.status == .ok)
      #expect(exchange.headers[.contentType] == "application/json")
      #expect(exchange.text.hasPrefix("{"))
    }
  }

  @Test(arguments: [
    "text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/json;q=0.5, Text/HTML ; q=0.9",
  ])
  func `it is a page for a browser`(accept: String) async throws {
    let exchange = try await client().get("/status", headers: [.accept: accept])
    #expect(exchange.headers[.contentType] == "text/html; charset=utf-8")
    #expect(exchange.text.hasPrefix("<!DOCTYPE html>"))
    #expect(exchange.headers[.vary] == "Accept")
    #expect(exchange.headers[.cacheControl] == "no-store")
    #expect(exchange.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
  }

  @Test func `the metrics are in Prometheus' format`() async throws {
    let exchange = try await client().get("/status/metrics", headers: [.accept: "text/html"])
    #expect(exchange.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
    let metrics = try PrometheusParser(exchange.text)
    #expect(metrics.values("afterglow_processes") == [1])
  }

  @Test func `it is where it was put`() async throws {
    let client = try client(StatusPage(at: "/internal/health"))
    #expect(await client.get("/internal/health").status == .ok)
    #expect(await client.get("/internal/health/metrics").status == .ok)
    #expect(await client.get("/status").status == .notFound)
  }

  @Test(arguments: ["127.0.0.1", "127.200.3.4", "::1", "::ffff:127.0.0.1", "unix:"])
  func `it is shown to local peers`(address: String) async throws {
    #expect(try await status(from: address) == .ok)
  }

  @Test(arguments: [
    "192.0.2.1", "10.0.0.1", "128.0.0.1", "2001:db8::1", "::", "::2", "::ffff:10.0.0.1", "::127.0.0.1", nil,
    "localhost", "127.0.0.1.evil.example", "127.1", " 127.0.0.1", "unix",
  ])
  func `it is refused to others, and to who says nothing of where they are`(address: String?) async throws {
    #expect(try await status(from: address) == .forbidden)
    #expect(try await status(of: "/status/metrics", from: address) == .forbidden)
  }

  @Test(arguments: ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Remote-Addr"])
  func `what a client says of its address counts for nothing`(field: String) async throws {
    let name = try #require(HTTPField.Name(field))
    #expect(try await status(from: "192.0.2.1", headers: [name: "127.0.0.1"]) == .forbidden)
  }

  @Test func `who may see it is for the service to say`() async throws {
    #expect(try await status(from: "192.0.2.1", page: StatusPage(visibleTo: .everyone)) == .ok)
    let office = StatusPage(visibleTo: .matching { $0.remoteAddress?.hasPrefix("192.0.2.") == true })
    #expect(try await status(from: "192.0.2.1", page: office) == .ok)
    #expect(try await status(from: "127.0.0.1", page: office) == .forbidden)
  }

  @Test func `a page that is in the way of another route is found before the start`() throws {
    let app = Application()
    app.get("/status") { "ok" }
    app.add(StatusPage())
    #expect(throws: RouteDeclarationErrors.self) { try app.service() }
  }
}
