import Afterglow
import AfterglowAuth
import AfterglowSessions
import Logging

/// Authentication by session: users log in once, and their session identifies them from then on.
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
/// The session has the user's id, and the user is looked up for each request. A user who has been removed or locked out
/// is unauthenticated at the next request. The `SessionMiddleware` has to be in front. Browsers send their cookies with
/// requests from any site, so `CSRFMiddleware` is needed as well, also for the log-in.
public struct SessionAuthenticator<ID: Codable & Sendable, User: Sendable>: Authenticator {
  /// `Session` with the realm, a scheme for which no browser shows a dialog.
  public let challenge: AuthenticationChallenge

  /// The name of the session's value with the user's id; it has the realm, since other realms may use the same ids.
  private let login: String
  private let id: any KeyPath<User, ID> & Sendable
  private let find: @Sendable (ID, Request) async throws -> User?

  /// Creates an authenticator for users with a session.
  ///
  /// - Parameters:
  ///   - realm: the name of the protected area. Authenticators of different kinds of users need different realms; a
  ///     user who has logged in to one is unauthenticated in another.
  ///   - id: the property that the session keeps of a user. If the id has a part that changes with the password, such
  ///     as a version that `find` compares, a changed password ends all other sessions of the user.
  ///   - find: a closure that returns the user with that id, or `nil` if there is none; the session is ended then.
  public init(
    realm: String, id: any KeyPath<User, ID> & Sendable,
    find: @escaping @Sendable (_ id: ID, Request) async throws -> User?
  ) {
    challenge = AuthenticationChallenge("Session", realm: realm)
    login = loginPrefix + realm
    self.id = id
    self.find = find
  }

  /// Returns the user who has logged in with the request's session.
  ///
  /// A session of a removed user doesn't count as wrong credentials: its browser could not even load the log-in page.
  ///
  /// - Throws: `SessionError` if no `SessionMiddleware` is in front; the errors of the closure that finds users.
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

  /// Logs a user in: authenticates this request, and later ones with the cookie of its response.
  ///
  /// The session gets a new id and keeps the values from before the log-in, such as a basket. If a user was logged in
  /// before, a new session begins instead, so that no user finds another one's values.
  ///
  /// - Parameters:
  ///   - user: the user, whose credentials have been checked.
  ///   - request: the request with the credentials.
  /// - Throws: `SessionError` if no `SessionMiddleware` is in front.
  public func logIn(_ user: User, _ request: Request) throws(SessionError) {
    let session = try request.session
    if session.hasLogin { session.destroy() } else { session.regenerate() }
    session[login] = user[keyPath: id]
    request.authenticate(as: user)
  }

  /// Logs the request's user out: ends the session with all its values, and makes the request unauthenticated.
  ///
  /// Without a store, anybody with a copy of the session's cookie stays logged in until its time-out; see
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
  /// Whether a user has logged in, in any realm.
  fileprivate var hasLogin: Bool { names.contains { $0.hasPrefix(loginPrefix) } }
}

private let loginPrefix = "_login "
