import Afterglow
import AfterglowAuth
import JWTKit
import Logging

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Authentication by JSON Web Tokens (RFC 7519) as bearer tokens.
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
/// A token is accepted if it is signed by one of the keys with that key's algorithm, never with `none` (RFC 8725,
/// section 3.1), if it meets the ``TokenRequirements``, and if the claims' own `verify` accepts it.
public struct JWTAuthenticator<Claims: JWTPayload, User: Sendable>: Authenticator {
  private let bearer: BearerAuthenticator<User>

  /// `Bearer` with the realm.
  public var challenge: AuthenticationChallenge { bearer.challenge }

  /// Creates an authenticator.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area.
  ///   - keys: the keys; `replaceKeys(withJWKS:)` reads those that an identity provider publishes.
  ///   - requirements: the requirements; by default the token has an end and names no audience.
  ///   - find: a closure that returns the user that the claims name, or `nil` if there is none.
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

  /// Returns the user with the request's token.
  ///
  /// - Throws: the errors of the closure that finds users.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    try await bearer.authenticate(request)
  }
}

extension TokenRequirements {
  /// Returns the claims of a valid token.
  ///
  /// - Throws: the reason why the token is refused.
  fileprivate func verifiedClaims<Claims: JWTPayload>(
    of token: String, signedByOneOf keys: JWTKeyCollection
  ) async throws -> Claims {
    // Checked before the signature: JWTKit binds a published key without an algorithm for ever to the one that the
    // first token names.
    try check(TokenHeader(ofToken: token))
    let checked = try await keys.verify(token, as: CheckedClaims<Claims>.self)
    try check(checked.registered, at: Date())
    return checked.claims
  }
}
