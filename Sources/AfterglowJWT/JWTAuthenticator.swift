import Afterglow
import AfterglowAuth
import JWTKit
import Logging

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON Web Tokens (RFC 7519) as bearer tokens.
///
///     struct Claims: JWTPayload {
///       var sub: SubjectClaim
///       func verify(using algorithm: some JWTAlgorithm) {}
///     }
///
///     let keys = JWTKeyCollection()
///     await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
///     app.add(middleware: AuthenticationMiddleware(
///       JWTAuthenticator(realm: "Orders", keys: keys) { (claims: Claims, _) in Account(id: claims.sub.value) }))
///
/// A token is accepted if it is signed by one of the keys with that key's algorithm, never with `none` (RFC 8725, section
/// 3.1), if it is as ``TokenRequirements`` say, and if the claims' own `verify` accepts it.
public struct JWTAuthenticator<Claims: JWTPayload, User: Sendable>: Authenticator {
  private let bearer: BearerAuthenticator<User>

  /// `Bearer` with the realm.
  public var challenge: AuthenticationChallenge { bearer.challenge }

  /// Tokens signed by one of these keys.
  ///
  /// - Parameters:
  ///   - realm: what the token is for.
  ///   - keys: the keys; `replaceKeys(withJWKS:)` takes those that an identity provider publishes.
  ///   - requirements: what has to hold of a token; by default that it ends, and names no audience.
  ///   - find: the user that the claims speak of, or `nil` if there is none.
  public init(
    realm: String, keys: JWTKeyCollection, requiring requirements: TokenRequirements = TokenRequirements(),
    find: @escaping @Sendable (_ claims: Claims, Request) async throws -> User?
  ) {
    bearer = BearerAuthenticator(realm: realm) { token, request in
      let claims: Claims
      do {
        claims = try await requirements.verifiedClaims(of: token, signedByOneOf: keys)
      } catch {
        request.logger.info("A token was refused.", metadata: ["error": "\(TokenRefusal.logText(of: error))"])
        return nil
      }
      return try await find(claims, request)
    }
  }

  /// The user whose token the request has.
  ///
  /// - Throws: what the function that was given throws.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    try await bearer.authenticate(request)
  }
}

extension TokenRequirements {
  /// - Throws: why the token is refused.
  fileprivate func verifiedClaims<Claims: JWTPayload>(
    of token: String, signedByOneOf keys: JWTKeyCollection
  ) async throws -> Claims {
    // Before the keys are asked: a published key that doesn't say its algorithm is JWTKit's for ever with the first one
    // that a token names.
    try check(TokenHeader(ofToken: token))
    let checked = try await keys.verify(token, as: CheckedClaims<Claims>.self)
    try check(checked.registered, at: Date())
    return checked.claims
  }
}
