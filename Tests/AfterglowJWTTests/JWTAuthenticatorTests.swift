import Afterglow
import AfterglowAuth
import AfterglowJWT
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import JWTKit
import Testing

@Suite struct JWTAuthenticatorTests {
  private struct Claims: JWTPayload {
    var sub: SubjectClaim
    var exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) throws { try exp.verifyNotExpired() }
  }

  private static func keys(_ secret: String) async -> JWTKeyCollection {
    await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
  }

  private func client() async throws -> InProcessClient {
    let app = Application()
    let keys = await Self.keys("a secret of at least 32 characters")
    app.add(
      middleware: AuthenticationMiddleware(
        JWTAuthenticator<Claims, String>(realm: "Orders", keys: keys) { claims, _ in
          claims.sub.value == "nobody" ? nil : claims.sub.value
        }))
    app.get("/me") { (request: Authenticated<String>) in request.user }
    return try InProcessClient(app)
  }

  private func token(
    of subject: String = "ada", expiringIn seconds: Double = 60,
    secret: String = "a secret of at least 32 characters"
  ) async throws -> String {
    let claims = Claims(sub: .init(value: subject), exp: .init(value: Date().addingTimeInterval(seconds)))
    return try await Self.keys(secret).sign(claims)
  }

  private func answer(to token: String) async throws -> InProcessExchange {
    await (try client()).get("/me", headers: [.authorization: "Bearer \(token)"])
  }

  @Test func `The user of a valid token is found`() async throws {
    let exchange = try await answer(to: token())
    #expect(exchange.text == "ada")
  }

  @Test func `An expired token is refused`() async throws {
    let exchange = try await answer(to: token(expiringIn: -1))
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Bearer realm="Orders", error="invalid_token""#)
  }

  @Test func `A token signed by another key is refused`() async throws {
    let exchange = try await answer(to: token(secret: "another secret of at least 32 characters"))
    #expect(exchange.status == .unauthorized)
  }

  @Test func `A token without a signature is refused`() async throws {
    let parts = try await token().split(separator: ".")
    let none = Data(#"{"alg":"none","typ":"JWT"}"#.utf8).base64EncodedString().prefix { $0 != "=" }
    #expect(try await answer(to: "\(none).\(parts[1]).").status == .unauthorized)
    let exchange = try await answer(to: "\(none).\(parts[1]).\(parts[2])")
    #expect(exchange.status == .unauthorized)
  }

  @Test(arguments: ["", "x", "a.b.c", "....", "e30.e30.e30", String(repeating: "a.", count: 500)])
  func `What is no token is refused`(text: String) async throws {
    let exchange = try await answer(to: text)
    #expect(exchange.status == .unauthorized)
  }

  @Test func `A user that there isn't any more is refused`() async throws {
    let exchange = try await answer(to: token(of: "nobody"))
    #expect(exchange.status == .unauthorized)
  }

  @Test func `Without a token there is a challenge`() async throws {
    let exchange = try await client().get("/me")
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Bearer realm="Orders""#)
  }
}
