import Afterglow
import AfterglowJWT
import AfterglowTesting
import HTTPTypes
import JWTKit
import Testing

@Suite struct JWTAuthenticatorTests {
  private static func token(_ claims: TestClaims = TestClaims(), header: JWTHeader = [:]) async throws
    -> String
  {
    try await OrdersService.secretKeys().sign(claims, header: header)
  }

  private static func answer(to token: String) async throws -> InProcessExchange {
    try await OrdersService.withSecret().answer(to: token)
  }

  @Test func `The user of a valid token is found`() async throws {
    #expect(try await Self.answer(to: Self.token()).text == "ada")
  }

  @Test func `Without a token there is a challenge`() async throws {
    let exchange = await (try InProcessClient(OrdersService.withSecret().app)).get("/me")
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Bearer realm="Orders""#)
  }

  @Test func `A token signed by another key is refused`() async throws {
    let other = await OrdersService.secretKeys("another secret of at least 32 characters")
    let exchange = try await Self.answer(to: other.sign(TestClaims()))
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Bearer realm="Orders", error="invalid_token""#)
  }

  @Test func `A token whose claims were changed is refused`() async throws {
    let parts = try await Self.token().split(separator: ".")
    let forged = #"{"sub":"eve","exp":99999999999}"#.base64URL
    #expect(try await Self.answer(to: "\(parts[0]).\(forged).\(parts[2])").status == .unauthorized)
  }

  @Test func `A user that there isn't any more is refused`() async throws {
    #expect(try await Self.answer(to: Self.token(TestClaims(sub: "nobody"))).status == .unauthorized)
  }

  @Test func `What the claims' own check refuses is refused`() async throws {
    #expect(try await Self.answer(to: Self.token(TestClaims(sub: "refused"))).status == .unauthorized)
  }

  @Test func `Claims of another form are refused`() async throws {
    struct Other: JWTPayload {
      var name = "ada"
      var exp = 99_999_999_999
      func verify(using algorithm: some JWTAlgorithm) {}
    }
    let token = try await OrdersService.secretKeys().sign(Other())
    #expect(try await Self.answer(to: token).status == .unauthorized)
  }

  @Test(
    arguments: [
      "", "x", "a.b.c", "....", "..", "e30.e30.e30", "bnVsbA.bnVsbA.", "W10.e30.x", "eyJhbGciOjF9.e30.x",
      String(repeating: "a.", count: 500), String(repeating: "[", count: 6000).base64URL + ".e30.x",
    ])
  func `What is no token is refused`(text: String) async throws {
    #expect(try await Self.answer(to: text).status == .unauthorized)
  }

  @Test func `An extension of the token that is critical and nobody knows has it refused`() async throws {
    let token = try await Self.token(header: ["crit": .array([.string("exp")])])
    #expect(try await Self.answer(to: token).status == .unauthorized)
  }

  @Test func `A refused token is not in the answer`() async throws {
    let exchange = try await Self.answer(to: Self.token(TestClaims(exp: 1)))
    #expect(exchange.text == #"{"detail":"The credentials are not valid."}"#)
  }
}
