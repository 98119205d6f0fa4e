import Afterglow
import AfterglowAuth
import AfterglowSessionAuth
import AfterglowSessions
import HTTPTypes
import Logging
import Synchronization

/// A service that users log in to with their name alone.
struct LoginService {
  struct Member: Sendable, Equatable {
    var name: String
  }

  let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  let members = Members()

  /// The users there are, by their names.
  final class Members: Sendable {
    private let names = Mutex<Set<String>>(["ada", "bob"])

    func add(_ name: String) { names.withLock { _ = $0.insert(name) } }

    func remove(_ name: String) { names.withLock { _ = $0.remove(name) } }

    func member(named name: String) -> Member? {
      names.withLock { $0.contains(name) ? Member(name: name) : nil }
    }
  }

  /// Without a store sessions are kept in cookies.
  init(store: (any SessionStore)?, secret: SessionSecret = .random()) {
    let members = members
    let browsers = SessionAuthenticator(realm: "Test", id: \Member.name) { name, _ in
      members.member(named: name)
    }
    app.add(middleware: SessionMiddleware(secrets: [secret], store: store))
    app.add(middleware: AuthenticationMiddleware(browsers))
    declareRoutes(browsers)
  }

  private func declareRoutes(_ browsers: SessionAuthenticator<String, Member>) {
    let members = members
    app.get("/login/{name}") { (name: String, request: Request) in
      guard let member = members.member(named: name) else { throw HTTPError(.unauthorized) }
      try browsers.logIn(member, request)
      return try request.user(as: Member.self).name
    }
    app.get("/logout") { (request: Request) in
      try browsers.logOut(request)
      return request.userIfAuthenticated(as: Member.self)?.name ?? "nobody"
    }
    app.get("/mine") { (request: Authenticated<Member>) in try request.session["basket"] ?? "empty" }
    app.get("/me") { (request: Authenticated<Member>) in request.user.name }
    app.get("/who") { (request: Authenticated<Member>?) in request?.user.name ?? "nobody" }
    app.get("/basket") { (session: Session) in session["basket"] ?? "empty" }
    app.get("/basket/{item}") { (item: String, session: Session) in
      session["basket"] = item
      return item
    }
  }
}
