import Afterglow
import FastCGI

/// The user that the web server has authenticated itself, as nginx does with `auth_basic` (`REMOTE_USER`, RFC 3875,
/// section 4.1.11).
///
/// - Warning: Only where the web server checks each request that comes here. nginx's `$remote_user`, which the
///   `fastcgi_params` of some systems pass on as `REMOTE_USER`, is the name out of the `Authorization` field whether or
///   not `auth_basic` has checked the password: without it in that `location`, anybody can be anybody.
public struct WebServerUserAuthenticator<User: Sendable>: Authenticator {
  /// `Basic` with the realm: that of `auth_basic`.
  public let challenge: AuthenticationChallenge

  private let find: @Sendable (String, Request) async throws -> User?

  /// The web server's users.
  ///
  /// - Parameters:
  ///   - realm: the realm that the web server asks for.
  ///   - find: the user of that name, or `nil` if there is none.
  public init(
    checkedByWebServerFor realm: String,
    find: @escaping @Sendable (_ userName: String, Request) async throws -> User?
  ) {
    challenge = AuthenticationChallenge("Basic", realm: realm)
    self.find = find
  }

  /// The user that the web server names.
  ///
  /// - Throws: what the function that was given throws.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    guard let name = request.params["REMOTE_USER"], !name.isEmpty else { return .noCredentials }
    guard let user = try await find(name, request) else { return .badCredentials() }
    return .user(user)
  }
}
