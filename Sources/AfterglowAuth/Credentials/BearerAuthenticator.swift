import Afterglow

/// Authentication by a bearer token in the `Authorization` field (RFC 6750): any client with the token is the user.
///
///     let machines = BearerAuthenticator(realm: "Orders") { token, _ in await sessions.account(for: token) }
///
/// Tokens in the query or in a form are ignored, since sections 2.2 and 2.3 advise against both. Store hashes of tokens
/// instead of the tokens, and look those up.
public struct BearerAuthenticator<User: Sendable>: Authenticator {
  /// `Bearer` with the realm.
  public let challenge: AuthenticationChallenge

  private let rejection: AuthenticationChallenge
  private let verify: @Sendable (String, Request) async throws -> User?

  /// Creates an authenticator that checks tokens with a closure.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area.
  ///   - verify: a closure that returns the token's user, or `nil` if the token is expired, revoked or unknown.
  public init(realm: String, verify: @escaping @Sendable (_ token: String, Request) async throws -> User?) {
    challenge = AuthenticationChallenge("Bearer", realm: realm)
    // Section 3.1. A malformed token gets the same answer.
    rejection = AuthenticationChallenge("Bearer", realm: realm, parameters: ["error": "invalid_token"])
    self.verify = verify
  }

  /// Creates an authenticator with a table of tokens.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area.
  ///   - tokens: the tokens with their users.
  public init(realm: String, tokens: SecretTable<User>) {
    self.init(realm: realm) { token, _ in tokens[token] }
  }

  /// Returns the user with the request's token.
  ///
  /// - Throws: the errors of the closure that checks tokens.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    guard let text = request.credentials(ofScheme: "Bearer") else { return .noCredentials }
    guard text.isBearerToken, let user = try await verify(String(text), request) else {
      return .badCredentials(challenge: rejection)
    }
    return .user(user)
  }
}

extension Substring {
  /// Whether the text has the form of a bearer token, `b64token` (RFC 6750, section 2.1).
  fileprivate var isBearerToken: Bool {
    let token = utf8.prefix { $0 != UInt8(ascii: "=") }
    return !token.isEmpty
      && utf8.dropFirst(token.count).allSatisfy { $0 == UInt8(ascii: "=") }
      && token.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-._~+/".utf8.contains(byte)
        }
      }
  }
}
