import Afterglow
import HTTPTypes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Middleware that gives requests their ``Session``.
///
///     let secrets = try SessionSecret.list(fromEnvironment: "SESSION_SECRET")
///     app.add(middleware: SessionMiddleware(secrets: secrets, store: store))
///
/// With a store the client has a signed id, and the store has the values. Without a store the values are in the
/// client's cookie: signed, so that the client can't change them, but readable, and up to 4 KB.
///
/// - Warning: A session without a store can't be ended. Anybody with a copy of the cookie can use it again until the
///   time-out, even after ``Session/destroy()`` or a log-out. Use a store if users log in, or if something may be used
///   only once.
///
/// A response has `Vary: Cookie` if the session was accessed. One that sets or removes the cookie has
/// `Cache-Control: private` too, unless it has a `Cache-Control` of its own.
public struct SessionMiddleware: MiddlewareWithoutTaskLocals {
  private let keeper: any SessionKeeper
  private let cookie: SessionCookie
  private let lifetime: SessionLifetime

  /// Creates middleware for sessions.
  ///
  /// - Parameters:
  ///   - secrets: the secrets of the cookies, at least one: the first one signs, and all are accepted.
  ///   - store: the store of the sessions; `nil` by default, which keeps them in the clients' cookies, where they can
  ///     be used again after they were ended. `SQLiteSessionStore` is for several processes, ``InMemorySessionStore``
  ///     for one.
  ///   - cookie: the cookie; ``SessionCookie/standard`` by default.
  ///   - idleTimeout: the time that a session lasts without use, to within a tenth; two hours by default. A longer time
  ///     gives somebody else longer to go on with it on an unattended computer.
  ///   - lifetime: the maximum time that a session lasts, however much it is used; a day by default. With a longer time
  ///     a stolen cookie is of use for longer.
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
    // The purpose has the kind and name, so that a cookie of one kind or name isn't valid as another.
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

  /// Adds the session to the request and returns the response from further in, after saving the session.
  ///
  /// - Throws: ``SessionError``; errors from further in, after which only the session's end is saved.
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
    // Of several cookies with that name the first valid one counts, since another host may have set the others.
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
