import Afterglow
import HTTPTypes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gives requests their ``Session``.
///
///     let secrets = try SessionSecret.list(fromEnvironment: "SESSION_SECRET")
///     app.add(middleware: SessionMiddleware(secrets: secrets, store: store))
///
/// With a store the client has a signed id and the store has the values. Without a store the client's cookie has the values:
/// signed, so that the client can't change them, but readable, and of up to 4 KB.
///
/// - Warning: A session without a store can't be ended. Whoever has a copy of the cookie can use it again until the
///   time-out, also after ``Session/destroy()`` or a log-out. Give the middleware a store where users log in, or where
///   something may be used only once.
///
/// A response whose session was looked at has `Vary: Cookie`; one that sets the cookie is also `Cache-Control: private`,
/// unless it says something else itself.
public struct SessionMiddleware: Middleware {
  private let keeper: any SessionKeeper
  private let cookie: SessionCookie
  private let lifetime: SessionLifetime

  /// Middleware for sessions.
  ///
  /// - Parameters:
  ///   - secrets: what cookies are signed with: by the first; all are accepted. At least one.
  ///   - store: where sessions are kept. By default there is none, and the clients' cookies have them: such a session can be
  ///     used again after it was ended. `SQLiteSessionStore` is for several processes, ``InMemorySessionStore`` for one.
  ///   - cookie: the cookie; ``SessionCookie/standard`` by default.
  ///   - idleTimeout: how long a session lasts without being used, to within a tenth; two hours by default. The longer,
  ///     the longer somebody else can go on with it on a computer that was left alone.
  ///   - lifetime: how long it lasts at most, however much it is used; a day by default. The longer, the longer a cookie
  ///     that was stolen is of use.
  public init(
    secrets: [SessionSecret],
    store: (any SessionStore)? = nil,
    cookie: SessionCookie = .standard,
    idleTimeout: Duration = .seconds(2 * 3600),
    lifetime: Duration = .seconds(24 * 3600)
  ) {
    self.init(
      secrets: secrets, store: store, cookie: cookie,
      lifetime: SessionLifetime(idle: idleTimeout, total: lifetime), now: { Date() })
  }

  init(
    secrets: [SessionSecret], store: (any SessionStore)?, cookie: SessionCookie, lifetime: SessionLifetime,
    now: @escaping @Sendable () -> Date
  ) {
    self.cookie = cookie
    self.lifetime = lifetime
    // A cookie of one kind or name is none of another.
    if let store {
      keeper = StoredSessions(
        store: store, lifetime: lifetime, text: SignedText(secrets, purpose: "session id \(cookie.name)"),
        renewsCookie: cookie.isPersistent, now: now)
    } else {
      keeper = CookieSessions(
        lifetime: lifetime, text: SignedText(secrets, purpose: "session \(cookie.name)"),
        limit: cookie.maxValueSize, now: now)
    }
  }

  /// The response of what is further in, which finds the session in the request.
  ///
  /// - Throws: ``SessionError``; what is thrown further in; of the session only its end is saved then.
  public func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    let session = Session(try await state(for: request), keeper: keeper, logger: request.logger)
    request.setSession(session)
    var response: Response
    do {
      response = try await next.respond(to: request)
    } catch {
      await session.saveEnd()
      throw error
    }
    try await session.save()
    try tell(&response, of: session)
    return response
  }

  private func state(for request: Request) async throws(SessionError) -> SessionState {
    // Of several with that name the first that is ours counts: another host may have set the others.
    for text in request.cookies.values(of: cookie.name) {
      if let state = try await keeper.load(cookieText: text) { return state }
    }
    return keeper.begin()
  }

  private func tell(_ response: inout Response, of session: Session) throws {
    let (change, wasAccessed) = session.withState { ($0.takeCookieChange(), $0.wasAccessed) }
    if wasAccessed || change != nil { response.headers.addVary(.cookie) }
    guard let change else { return }
    switch change {
    case .set(let text):
      response.setCookie(try cookie.cookie(text, maxAge: cookie.isPersistent ? lifetime.idle : nil))
    case .remove:
      response.setCookie(try cookie.cookie("", maxAge: .zero))
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private" }
  }
}
