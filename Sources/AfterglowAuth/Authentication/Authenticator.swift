import Afterglow

/// A way for clients to authenticate.
///
/// ``BasicAuthenticator``, ``BearerAuthenticator`` and ``APIKeyAuthenticator`` are examples. A custom one:
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
  /// The type of the users.
  associatedtype User: Sendable

  /// The challenge for a client without credentials (RFC 9110, section 11.3).
  var challenge: AuthenticationChallenge { get }

  /// Returns the user of a request.
  ///
  /// - Throws: an error that becomes the error response. Wrong credentials are a result, not an error.
  func authenticate(_ request: Request) async throws -> AuthenticationResult<User>
}

/// The result of an ``Authenticator``.
public enum AuthenticationResult<User: Sendable>: Sendable {
  /// The credentials of this user.
  case user(User)

  /// No credentials of the authenticator's kind; the next authenticator is asked.
  case noCredentials

  /// Wrong credentials; the request is refused with 401.
  ///
  /// The response has `challenge`; by default the authenticator's own.
  case badCredentials(challenge: AuthenticationChallenge? = nil)
}

extension Authenticator {
  /// Returns the result with the user's type erased, for lists of different authenticators.
  func attempt(_ request: Request) async throws -> AuthenticationResult<any Sendable> {
    switch try await authenticate(request) {
    case .user(let user): .user(user)
    case .noCredentials: .noCredentials
    case .badCredentials(let challenge): .badCredentials(challenge: challenge)
    }
  }
}
