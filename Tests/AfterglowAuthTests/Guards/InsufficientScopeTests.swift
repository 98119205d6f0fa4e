import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct InsufficientScopeTests {
  private func answer(_ permission: String) async throws -> InProcessExchange {
    let tokens = SecretTable(["token": Member(name: "machine", permissions: ["orders:read"])])
    let app = Application.authenticated(by: BearerAuthenticator(realm: "Orders", tokens: tokens))
    app.include("/orders", middleware: [RequirePermission<Member>(permission)]) { $0.get { "orders" } }
    return try await InProcessClient(app).get("/orders", headers: .bearer("token"))
  }

  @Test func `A client with a bearer token is told what the token lacks`() async throws {
    let exchange = try await answer("orders:write")
    #expect(exchange.status == .forbidden)
    #expect(
      exchange.headers[values: .wwwAuthenticate]
        == [#"Bearer realm="Orders", error="insufficient_scope", scope="orders:write""#])
  }

  @Test(arguments: ["Bestellungen ändern", "say \"please\"", "a\nb"])
  func `A permission whose name can't be a scope is kept from the field`(permission: String) async throws {
    let exchange = try await answer(permission)
    #expect(exchange.status == .forbidden)
    #expect(exchange.headers[.wwwAuthenticate] == nil)
  }
}
