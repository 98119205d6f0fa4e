import Afterglow
import Logging
import Synchronization

@testable import AfterglowSessions

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A service with sessions, at a time that the test sets.
struct SessionService {
  static let cookie = "__Host-session"

  let app: Application
  let clock = TestClock()
  let secret = SessionSecret.random()

  // Without a store sessions are kept in cookies.
  init(store: (any SessionStore)?, cookie: SessionCookie = .standard, secrets: [SessionSecret] = []) {
    app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let clock = clock
    app.add(
      middleware: SessionMiddleware(
        secrets: secrets + [secret], store: store, cookie: cookie,
        lifetime: SessionLifetime(idle: .seconds(100), total: .seconds(1000)), now: { clock.now }))
    declareRoutes()
  }

  private func declareRoutes() {
    app.get("/get/{name}") { (name: String, session: Session) in
      session[name] ?? "nothing"
    }
    app.get("/set/{name}/{value}") { (name: String, value: String, session: Session) in
      session[name] = value
      return "set"
    }
    app.get("/remove/{name}") { (name: String, session: Session) in
      session.remove(name)
      return "removed"
    }
    app.get("/regenerate") { (session: Session) in
      session.regenerate()
      return "regenerated"
    }
    app.get("/destroy") { (session: Session) in
      session.destroy()
      return "destroyed"
    }
    app.get("/untouched") { "untouched" }
  }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_900_000_000))

  var now: Date { time.withLock { $0 } }

  func advance(seconds: Double) { time.withLock { $0 += seconds } }
}
