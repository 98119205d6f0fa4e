import Afterglow

/// HTTP Basic authentication (RFC 7617): a user name and a password with each request.
///
///     let passwords = PasswordChecker(PasswordHasher(cache: PasswordCache()))
///     let accounts = BasicAuthenticator(realm: "Registration", passwords: passwords) { name, _ in
///       guard let account = await database.account(named: name) else { return nil }
///       return (account, account.passwordHash)
///     }
///
/// Browsers ask for the two themselves. Both travel readable in each request, so it is for HTTPS only. Behind Apache
/// httpd the field is passed on if `CGIPassAuth` is on; nginx always does.
public struct BasicAuthenticator<User: Sendable>: Authenticator {
  /// `Basic` with the realm, and the charset UTF-8 (section 2.1).
  public let challenge: AuthenticationChallenge

  private let verify: @Sendable (BasicCredentials, Request) async throws -> User?

  /// Basic authentication whose passwords are checked by a function.
  ///
  /// - Parameters:
  ///   - realm: what the user name and password are for, as browsers show it.
  ///   - verify: the user that the credentials are of, or `nil` if they are wrong. It should take as long for a user that
  ///     doesn't exist as for a wrong password, and bound the guesses that clients have: `PasswordChecker.verify` does
  ///     both.
  public init(
    realm: String, verify: @escaping @Sendable (BasicCredentials, Request) async throws -> User?
  ) {
    challenge = AuthenticationChallenge("Basic", realm: realm, parameters: ["charset": "UTF-8"])
    self.verify = verify
  }

  /// Basic authentication with hashed passwords, within the default ``PasswordLimits``.
  ///
  /// As with a ``PasswordChecker`` of its own.
  ///
  /// - Parameters:
  ///   - realm: what the user name and password are for, as browsers show it.
  ///   - passwords: hashes the passwords. Give it a ``PasswordCache`` unless each client sends few requests.
  ///   - find: the user of that name with their hash, or `nil` if there is none.
  public init(
    realm: String, passwords: PasswordHasher,
    find: @escaping @Sendable (_ userName: String, Request) async throws -> (user: User, hash: PasswordHash)?
  ) {
    self.init(realm: realm, passwords: PasswordChecker(passwords), find: find)
  }

  /// Basic authentication with hashed passwords.
  ///
  /// Neither the answer nor the time it takes tells whether a user exists. Who has sent too many wrong passwords is answered
  /// 429, and while as many passwords as allowed are checked, others are answered 503; see ``PasswordChecker``.
  ///
  /// - Parameters:
  ///   - realm: what the user name and password are for, as browsers show it.
  ///   - passwords: checks the passwords, on the worker's thread. Give its hasher a ``PasswordCache`` unless each client
  ///     sends few requests.
  ///   - find: the user of that name with their hash, or `nil` if there is none.
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

  /// The user whose name and password the request has.
  ///
  /// - Throws: what the function that was given throws.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    guard let text = request.credentials(ofScheme: "Basic") else { return .noCredentials }
    guard let credentials = BasicCredentials(base64: text), let user = try await verify(credentials, request)
    else { return .badCredentials() }
    return .user(user)
  }
}
