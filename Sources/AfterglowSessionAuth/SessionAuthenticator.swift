import Afterglow
import AfterglowAuth
import AfterglowSessions
import Logging

/// Users who log in once, and are known by their session from then on.
///
///     let browsers = SessionAuthenticator(realm: "Notes", id: \Account.name) { name, _ in accounts.find(name) }
///     app.add(middleware: SessionMiddleware(secrets: secrets, store: store))
///     app.add(middleware: AuthenticationMiddleware(browsers))
///
///     app.post("/login") { (form: Form<LogIn>, request: Request) in
///       guard let account = try accounts.verified(form.value, request) else {
///         throw HTTPError.unauthorized("The name or the password is wrong.", challenges: [browsers.challenge])
///       }
///       try browsers.logIn(account, request)
///       return Response.redirect(to: "/")
///     }
///
/// The session has the user's id, and the user is looked up by it for each request: one who is gone, or has been locked
/// out, is nobody at the next request. The `SessionMiddleware` stands in front. Browsers send their cookies whoever
/// makes them, so `CSRFMiddleware` is needed as well, for the log-in too.
public struct SessionAuthenticator<ID: Codable & Sendable, User: Sendable>: Authenticator {
  /// `Session` with the realm: no browser knows that scheme, so none shows a dialog of its own for it.
  public let challenge: AuthenticationChallenge

  /// The name of the session's value that has the user's id: another realm's users are others, by the same ids perhaps.
  private let login: String
  private let id: any KeyPath<User, ID> & Sendable
  private let find: @Sendable (ID, Request) async throws -> User?

  /// Users that are known by their session.
  ///
  /// - Parameters:
  ///   - realm: what the log-in is for. Authenticators of different users need different realms; who has logged in to one is
  ///     nobody to another.
  ///   - id: what the session keeps of a user. A type with a part that changes with the password, a version for example,
  ///     ends all other sessions of a user whose password has changed: `find` compares it then.
  ///   - find: the user with that id, or `nil` if there is none any more; the session is ended then.
  public init(
    realm: String, id: any KeyPath<User, ID> & Sendable,
    find: @escaping @Sendable (_ id: ID, Request) async throws -> User?
  ) {
    challenge = AuthenticationChallenge("Session", realm: realm)
    login = loginPrefix + realm
    self.id = id
    self.find = find
  }

  /// The user who has logged in with the request's session.
  ///
  /// A session whose user is gone is no wrong credentials: else its browser could not even load the page to log in.
  ///
  /// - Throws: `SessionError` if no `SessionMiddleware` is in front; what the function that was given throws.
  public func authenticate(_ request: Request) async throws -> AuthenticationResult<User> {
    let session = try request.session
    guard session.names.contains(login) else { return .noCredentials }
    guard let id: ID = session[login] else {
      request.logger.warning(
        "The id of the session's user is of another type than the one looked for; the session is ended.",
        metadata: ["type": "\(ID.self)"])
      session.destroy()
      return .noCredentials
    }
    guard let user = try await find(id, request) else {
      session.destroy()
      return .noCredentials
    }
    return .user(user)
  }

  /// Logs a user in: the request is theirs from here on, and so are those that follow with the cookie of its response.
  ///
  /// The session gets a new id and keeps what it has of a stranger's visit, such as a basket. After another log-in it
  /// begins anew, so that no user finds what is another one's.
  ///
  /// - Parameters:
  ///   - user: who has shown their credentials.
  ///   - request: the request they came with.
  /// - Throws: `SessionError` if no `SessionMiddleware` is in front.
  public func logIn(_ user: User, _ request: Request) throws(SessionError) {
    let session = try request.session
    if session.hasLogin { session.destroy() } else { session.regenerate() }
    session[login] = user[keyPath: id]
    request.authenticate(as: user)
  }

  /// Logs the request's user out: the session is ended, with all that it has, and the request is nobody's from here on.
  ///
  /// Without a store, whoever has a copy of the session's cookie is still logged in until its time-out; see
  /// `SessionMiddleware`.
  ///
  /// - Parameter request: the request.
  /// - Throws: `SessionError` if no `SessionMiddleware` is in front.
  public func logOut(_ request: Request) throws(SessionError) {
    try request.session.destroy()
    request.forgetUser()
  }
}

extension Session {
  /// Whether anybody has logged in, in whatever realm.
  fileprivate var hasLogin: Bool { names.contains { $0.hasPrefix(loginPrefix) } }
}

private let loginPrefix = "_login "
