import Afterglow
import AfterglowAuth
import JWTKit
import Logging

/// JSON Web Tokens (RFC 7519) as bearer tokens.
///
///     struct Claims: JWTPayload {
///       var sub: SubjectClaim
///       var exp: ExpirationClaim
///       func verify(using algorithm: some JWTAlgorithm) throws { try exp.verifyNotExpired() }
///     }
///
///     let keys = JWTKeyCollection()
///     await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
///     app.add(middleware: AuthenticationMiddleware(
///       JWTAuthenticator(realm: "Orders", keys: keys) { (claims: Claims, _) in Account(id: claims.sub.value) }))
///
/// A token is accepted if it is signed by one of the keys with that key's algorithm, never with `none` (RFC 8725, section
/// 3.1), and if the claims' own `verify` accepts it: a type without an expiry there takes tokens for ever.
public struct JWTAuthenticator<Claims: JWTPayload, User: Sendable>: Authenticator {
  private let bearer: BearerAuthenticator<User>

  /// `Bearer` with the realm.
  public var challenge: AuthenticationChallenge { bearer.challenge }

  /// Tokens signed by one of these keys.
  ///
  /// - Parameters:
  ///   - realm: what the token is for.
  ///   - keys: the keys; `add(jwks:)` takes those that an identity provider publishes.
  ///   - find: the user that the claims speak of, or `nil` if there is none.
  public init(
    realm: String, keys: JWTKeyCollection,
    find: @escaping @Sendable (_ claims: Claims, Request) async throws -> User?
  ) {
    bearer = BearerAuthenticator(realm: realm) { token, request in
      let claims: Claims
      do {
        claims = try await keys.verify(token, as: Claims.self)
      } catch {
        request.logger.debug("A token was refused.", metadata: ["error": "\(error)"])
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
