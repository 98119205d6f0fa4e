import Afterglow

/// HTTP Basic authentication (RFC 7617): a user name and a password with each request.
///
///     let passwords = PasswordChecker(PasswordHasher(cache: PasswordCache()))
///     let accounts = BasicAuthenticator(realm: "Registration", passwords: passwords) { name, _ in
///       guard let account = await database.account(named: name) else { return nil }
///       return (account, account.passwordHash)
///     }
///
/// Browsers ask the user for both. Both travel readable in each request, so use it with HTTPS only. Apache httpd passes
/// the `Authorization` field on only if `CGIPassAuth` is on; nginx always does.
public struct BasicAuthenticator<User: Sendable>: Authenticator {
  /// `Basic` with the realm and the charset UTF-8 (section 2.1).
  public let challenge: AuthenticationChallenge

  private let verify: @Sendable (BasicCredentials, Request) async throws -> User?

  /// Creates an authenticator that checks passwords with a closure.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area, as browsers show it.
  ///   - verify: a closure that returns the user with those credentials, or `nil` if they are wrong. It should take as
  ///     long for an unknown user as for a wrong password, and limit the guesses of a client: `PasswordChecker.verify`
  ///     does both.
  public init(
    realm: String, verify: @escaping @Sendable (BasicCredentials, Request) async throws -> User?
  ) {
    challenge = AuthenticationChallenge("Basic", realm: realm, parameters: ["charset": "UTF-8"])
    self.verify = verify
  }

  /// Creates an authenticator for hashed passwords, with a ``PasswordChecker`` of its own and the default
  /// ``PasswordLimits``.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area, as browsers show it.
  ///   - passwords: the hasher. Give it a ``PasswordCache`` unless each client sends few requests.
  ///   - find: a closure that returns the user of that name with their hash, or `nil` if there is none.
  public init(
    realm: String, passwords: PasswordHasher,
    find: @escaping @Sendable (_ userName: String, Request) async throws -> (user: User, hash: PasswordHash)?
  ) {
    self.init(realm: realm, passwords: PasswordChecker(passwords), find: find)
  }

  /// Creates an authenticator for hashed passwords.
  ///
  /// Neither the answer nor its time tells whether a user exists. A client that has sent too many wrong passwords gets
  /// 429, and a client that comes while as many passwords as allowed are being checked gets 503; see
  /// ``PasswordChecker``.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area, as browsers show it.
  ///   - passwords: the checker, which works on the worker's thread. Give its hasher a ``PasswordCache`` unless each
  ///     client sends few requests.
  ///   - find: a closure that returns the user of that name with their hash, or `nil` if there is none.
  public init(
    realm: String, passwords: PasswordChecker,
    find: @escaping @Sendable (_ userName: String, Request) async throws -> (user: User, hash: PasswordHash)?
  ) {
    self.init(realm: realm) { credentials, request in
      let found = try await find(credentials.userName, request)
      let verification = try passwords.verify(
        credentials.password, of: credentials.userName, against: found?.hash, for: request)
      return verification == .differs ? nil : found?.user
    }
  }

  /// Returns the user with the request's name and password.
  ///
  /// - Throws: the errors of the closure that finds or checks users; with a ``PasswordChecker`` also `HTTPError` 429 or
  ///   503.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    guard let text = request.credentials(ofScheme: "Basic") else { return .noCredentials }
    guard let credentials = BasicCredentials(base64: text), let user = try await verify(credentials, request)
    else { return .badCredentials() }
    return .user(user)
  }
}
