import Afterglow
import FastCGI

/// Authentication by the web server, such as nginx's `auth_basic`, which names the user in `REMOTE_USER` (RFC 3875,
/// section 4.1.11).
///
/// - Warning: Use it only if the web server checks each request that reaches the service. nginx's `$remote_user`, which
///   the `fastcgi_params` of some systems pass on as `REMOTE_USER`, is the name in the `Authorization` field whether or
///   not `auth_basic` has checked the password. Without `auth_basic` in that `location`, any client can claim any name.
public struct WebServerUserAuthenticator<User: Sendable>: Authenticator {
  /// `Basic` with the realm of `auth_basic`.
  public let challenge: AuthenticationChallenge

  private let find: @Sendable (String, Request) async throws -> User?

  /// Creates an authenticator for the web server's users.
  ///
  /// - Parameters:
  ///   - realm: the realm that the web server asks for.
  ///   - find: a closure that returns the user of that name, or `nil` if there is none.
  public init(
    checkedByWebServerFor realm: String,
    find: @escaping @Sendable (_ userName: String, Request) async throws -> User?
  ) {
    challenge = AuthenticationChallenge("Basic", realm: realm)
    self.find = find
  }

  /// Returns the user that the web server names.
  ///
  /// - Throws: the errors of the closure that finds users.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    guard let name = request.params["REMOTE_USER"], !name.isEmpty else { return .noCredentials }
    guard let user = try await find(name, request) else { return .badCredentials() }
    return .user(user)
  }
}
