import Afterglow
import AfterglowAuth
import AfterglowJWT
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import JWTKit
import Logging

/// What a test's tokens say; anything can be left out, as they come from elsewhere.
struct TestClaims: JWTPayload {
  var sub = "ada"
  var exp: Double? = Date().timeIntervalSince1970 + 600
  var nbf: Double?
  var iss: String?
  var aud: [String]?

  func verify(using algorithm: some JWTAlgorithm) throws {
    if sub == "refused" { throw JWTError.generic(identifier: "sub", reason: "refused") }
  }
}

/// A service for whoever has a token that is signed by one of its keys.
struct OrdersService {
  let app: Application
  let keys: JWTKeyCollection

  init(
    _ keys: JWTKeyCollection, requiring requirements: TokenRequirements = TokenRequirements(),
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  ) {
    app = Application(logger: logger)
    self.keys = keys
    app.add(
      middleware: AuthenticationMiddleware(
        JWTAuthenticator(realm: "Orders", keys: keys, requiring: requirements) { (claims: TestClaims, _) in
          claims.sub == "nobody" ? nil : claims.sub
        }))
    app.get("/me") { (request: Authenticated<String>) in request.user }
  }

  /// With one secret, with which the issuer signs and the service verifies.
  static func withSecret(requiring requirements: TokenRequirements = TokenRequirements()) async
    -> OrdersService
  {
    OrdersService(await secretKeys(), requiring: requirements)
  }

  static func secretKeys(
    _ secret: String = "a secret of at least 32 characters"
  ) async -> JWTKeyCollection {
    await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
  }

  func answer(to token: String) async throws -> InProcessExchange {
    await (try InProcessClient(app)).get("/me", headers: [.authorization: "Bearer \(token)"])
  }

  func status(of token: String) async throws -> HTTPResponse.Status { try await answer(to: token).status }
}

extension String {
  /// Base64 for URLs without padding, as the parts of a token are.
  var base64URL: String { Data(utf8).base64URL }
}

extension Data {
  var base64URL: String {
    Base64URL.encoding(self)
  }
}
