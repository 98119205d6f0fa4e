import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct BearerAuthenticatorTests {
  private static func answer(_ headers: HTTPFields, target: String = "/me") async throws -> InProcessExchange
  {
    let tokens = SecretTable(["mF_9.B5f-4.1JqM==": Member(name: "machine")])
    let app = Application.authenticated(by: BearerAuthenticator(realm: "Orders", tokens: tokens))
    return try await InProcessClient(app).get(target, headers: headers)
  }

  @Test func `Who has the token is the user`() async throws {
    #expect(try await Self.answer(.bearer("mF_9.B5f-4.1JqM==")).text == "machine")
  }

  @Test func `Without a token the challenge names no error`() async throws {
    let exchange = try await Self.answer([:])
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Bearer realm="Orders""#)
  }

  @Test(arguments: ["x", "mF_9.B5f-4.1JqM=", "mF_9.B5f-4.1JqM==="])
  func `An unknown token is an invalid one`(token: String) async throws {
    let exchange = try await Self.answer(.bearer(token))
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Bearer realm="Orders", error="invalid_token""#)
  }

  @Test(arguments: ["", "=", "a b", "a,b", "ä", "a=b", "\"a\""])
  func `What can't be a token isn't looked up`(token: String) async throws {
    let app = Application.authenticated(
      by: BearerAuthenticator<Member>(realm: "Orders") { token, _ in Member(name: token) })
    let exchange = try await InProcessClient(app).get("/me", headers: [.authorization: "Bearer \(token)"])
    #expect(exchange.status == .unauthorized)
  }

  @Test func `A token in the query is none`() async throws {
    let exchange = try await Self.answer([:], target: "/me?access_token=mF_9.B5f-4.1JqM==")
    #expect(exchange.status == .unauthorized)
  }
}
