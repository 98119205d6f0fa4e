import Afterglow

/// A way for clients to say who they are.
///
/// ``BasicAuthenticator``, ``BearerAuthenticator`` and ``APIKeyAuthenticator`` are such ways. One of one's own:
///
///     struct PartnerAuthenticator: Authenticator {
///       let challenge = AuthenticationChallenge("Partner", realm: "Orders")
///
///       func authenticate(_ request: Request) async throws -> AuthenticationResult<Partner> {
///         guard let name = request.headers[.partner] else { return .noCredentials }
///         guard let partner = await partners.verified(name, request) else { return .badCredentials() }
///         return .user(partner)
///       }
///     }
public protocol Authenticator<User>: Sendable {
  /// Who is found.
  associatedtype User: Sendable

  /// What a client without credentials is told of this way (RFC 9110, section 11.3).
  var challenge: AuthenticationChallenge { get }

  /// Who sends the request.
  ///
  /// - Throws: what is then turned into an error response; not for credentials that are wrong.
  func authenticate(_ request: Request) async throws -> AuthenticationResult<User>
}

/// What an ``Authenticator`` found.
public enum AuthenticationResult<User: Sendable>: Sendable {
  /// The credentials are this user's.
  case user(User)

  /// There are no credentials of the kind that this authenticator knows: another one may know them.
  case noCredentials

  /// There are, and they are wrong: the request is refused with 401.
  ///
  /// `challenge` takes the place of the authenticator's own in that answer; by default it stays.
  case badCredentials(challenge: AuthenticationChallenge? = nil)
}

extension Authenticator {
  /// The result with the user's type forgotten, as a list of different authenticators needs it.
  func attempt(_ request: Request) async throws -> AuthenticationResult<any Sendable> {
    switch try await authenticate(request) {
    case .user(let user): .user(user)
    case .noCredentials: .noCredentials
    case .badCredentials(let challenge): .badCredentials(challenge: challenge)
    }
  }
}
