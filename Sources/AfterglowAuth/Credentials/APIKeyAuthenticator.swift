import Afterglow
import HTTPTypes

/// A key that each request of a program has with it, in a header field of its own.
///
///     let programs = APIKeyAuthenticator(realm: "Orders", keys: SecretTable([key: Program("warehouse")]))
public struct APIKeyAuthenticator<User: Sendable>: Authenticator {
  /// Where the key is.
  public enum Place: Hashable, Sendable {
    /// In that header field.
    case header(HTTPField.Name)

    /// In the query, under that name.
    ///
    /// For clients that can set no header field, and no others: the key is then in the logs of each server on the way, in
    /// the browser's history and in the `Referer` of what is linked from the page.
    case query(String)
  }

  /// `ApiKey` with the realm, and the place that the key should be in.
  public let challenge: AuthenticationChallenge

  private let place: Place
  private let verify: @Sendable (String, Request) async throws -> User?

  /// Keys that are checked by a function.
  ///
  /// - Parameters:
  ///   - realm: what the key is for.
  ///   - place: where it is; the header field `X-API-Key` by default.
  ///   - verify: the user that the key is of, or `nil` if there is none.
  public init(
    realm: String, in place: Place = .header(.apiKey),
    verify: @escaping @Sendable (_ key: String, Request) async throws -> User?
  ) {
    // There is no registered scheme; RFC 9110, section 11.6.1 asks for a challenge all the same.
    challenge =
      switch place {
      case .header(let name):
        AuthenticationChallenge("ApiKey", realm: realm, parameters: ["header": name.rawName])
      case .query(let name): AuthenticationChallenge("ApiKey", realm: realm, parameters: ["query": name])
      }
    self.place = place
    self.verify = verify
  }

  /// Keys out of a table.
  ///
  /// - Parameters:
  ///   - realm: what the key is for.
  ///   - place: where it is; the header field `X-API-Key` by default.
  ///   - keys: the keys there are, each with its user.
  public init(realm: String, in place: Place = .header(.apiKey), keys: SecretTable<User>) {
    self.init(realm: realm, in: place) { key, _ in keys[key] }
  }

  /// The user whose key the request has.
  ///
  /// - Throws: what the function that was given throws.
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
  /// `X-API-Key`: the usual place of a program's key.
  public static let apiKey: Self = {
    guard let name = Self("X-API-Key") else { preconditionFailure("a valid field name") }
    return name
  }()
}
