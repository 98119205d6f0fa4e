import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct HeaderTests {
  private enum Tenant: HeaderKey {
    static let name = "X-Tenant"
    typealias Value = Int
  }

  private static let tenant = HTTPField.Name("X-Tenant") ?? .accept

  private func client() throws -> InProcessClient {
    let app = Application()
    app.get("/tenant") { (tenant: Header<Tenant>) in "\(tenant.value + 1)" }
    app.get("/optional") { (tenant: Header<Tenant>?) in tenant.map { "\($0.value)" } ?? "nobody" }
    app.get("/agent") { (agent: Header<HeaderKeys.UserAgent>) in agent.value }
    return try InProcessClient(app)
  }

  @Test func `a header field is a value of the key's type`() async throws {
    #expect(try await client().get("/tenant", headers: [Self.tenant: "7"]).text == "8")
    #expect(try await client().get("/agent", headers: [.userAgent: "curl/8"]).text == "curl/8")
  }

  @Test func `a field that isn't there is a 400 that names it`() async throws {
    let exchange = try await client().get("/tenant")
    #expect(exchange.status == .badRequest)
    #expect(exchange.text.contains(#"{"loc":["header","x-tenant"],"msg":"Field required","type":"missing"}"#))
  }

  @Test func `a value of another type is a 400, also where the field may be absent`() async throws {
    for path in ["/tenant", "/optional"] {
      let exchange = try await client().get(path, headers: [Self.tenant: "x"])
      #expect(exchange.status == .badRequest)
      #expect(exchange.text.contains(#""type":"int_type""#))
    }
  }

  @Test func `an optional field that isn't there is nil`() async throws {
    #expect(try await client().get("/optional").text == "nobody")
    #expect(try await client().get("/optional", headers: [Self.tenant: "7"]).text == "7")
  }
}
