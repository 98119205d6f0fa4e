import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct TrustedHostMiddlewareTests {
  private func status(host: String?) async throws -> HTTPResponse.Status {
    let app = Application()
    app.add(
      middleware: TrustedHostMiddleware(["example.org", "*.example.net", "192.0.2.1", "[2001:db8::1]"]))
    app.get("/") { "ok" }
    return try await InProcessClient(app).send(target: "/", extraParams: [("HTTP_HOST", host ?? "")]).status
  }

  @Test(arguments: [
    "example.org", "EXAMPLE.org", "example.org:8080", "example.org.", "a.example.net", "a.b.example.net:80",
    "192.0.2.1:80", "[2001:db8::1]", "[2001:DB8::1]:443",
  ])
  func `A host of the service's is let pass`(host: String) async throws {
    #expect(try await status(host: host) == .ok)
  }

  @Test(arguments: [
    "evil.example", "example.org.evil.example", "notexample.org", "www.example.org", "example.net",
    "notexample.net", ".example.net", "example.org:port", "example.org:99999", "example.org:",
    "evil.example/example.org",
    "example.org@evil.example", "[2001:db8::1", "[2001:db8::2]", "example.org, evil.example", "",
  ])
  func `Another one is refused`(host: String) async throws {
    #expect(try await status(host: host) == .badRequest)
  }
}
