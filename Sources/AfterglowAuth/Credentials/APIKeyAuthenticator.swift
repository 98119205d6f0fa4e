import Afterglow
import HTTPTypes

/// Authentication by a key that a program sends with each request, in a header field or the query.
///
///     let programs = APIKeyAuthenticator(realm: "Orders", keys: SecretTable([key: Program("warehouse")]))
public struct APIKeyAuthenticator<User: Sendable>: Authenticator {
  /// The place of the key in a request.
  public enum Place: Hashable, Sendable {
    /// A header field.
    case header(HTTPField.Name)

    /// A parameter of the query.
    ///
    /// Only for clients that can't set a header field. The key is then in the logs of each server on the way, in the
    /// browser's history and in the `Referer` of requests for what the page links to.
    case query(String)
  }

  /// `ApiKey` with the realm and the place of the key.
  public let challenge: AuthenticationChallenge

  private let place: Place
  private let verify: @Sendable (String, Request) async throws -> User?

  /// Creates an authenticator that checks keys with a closure.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area.
  ///   - place: the place of the key; the header field `X-API-Key` by default.
  ///   - verify: a closure that returns the user with that key, or `nil` if there is none.
  public init(
    realm: String, in place: Place = .header(.apiKey),
    verify: @escaping @Sendable (_ key: String, Request) async throws -> User?
  ) {
    // No scheme is registered for keys, but RFC 9110, section 11.6.1 demands a challenge.
    challenge =
      switch place {
      case .header(let name):
        AuthenticationChallenge("ApiKey", realm: realm, parameters: ["header": name.rawName])
      case .query(let name): AuthenticationChallenge("ApiKey", realm: realm, parameters: ["query": name])
      }
    self.place = place
    self.verify = verify
  }

  /// Creates an authenticator with a table of keys.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area.
  ///   - place: the place of the key; the header field `X-API-Key` by default.
  ///   - keys: the keys with their users.
  public init(realm: String, in place: Place = .header(.apiKey), keys: SecretTable<User>) {
    self.init(realm: realm, in: place) { key, _ in keys[key] }
  }

  /// Returns the user with the request's key.
  ///
  /// - Throws: the errors of the closure that checks keys.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    let key =
      switch place {
      case .header(let name): request.headers[name]
      case .query(let name): request.queryParameters[name]
      }
    guard let key else { return .noCredentials }
    guard let user = try await verify(key, request) else { return .badCredentials() }
    return .user(user)
  }
}

extension HTTPField.Name {
  /// `X-API-Key`, the usual field for a program's key.
  public static let apiKey: Self = {
    guard let name = Self("X-API-Key") else { preconditionFailure("a valid field name") }
    return name
  }()
}
