import Afterglow
import AfterglowAuth
import AfterglowSessionAuth
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@testable import AfterglowSessions

/// What holds with sessions in a store and with those in cookies.
@Suite struct SessionAuthenticatorTests {
  @Test(arguments: SessionTests.Place.allCases)
  func `Who has logged in is known from then on`(place: SessionTests.Place) async throws {
    let browser = try Browser(LoginService(store: place.store).app)
    await browser.send(.get, "/login/ada")
    #expect(await browser.send(.get, "/me").text == "ada")
    #expect(await browser.send(.get, "/me").text == "ada")
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `The request that logs in is the user's already`(place: SessionTests.Place) async throws {
    let browser = try Browser(LoginService(store: place.store).app)
    #expect(await browser.send(.get, "/login/ada").text == "ada")
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `A request of somebody who has logged in has the session`(place: SessionTests.Place) async throws {
    let browser = try Browser(LoginService(store: place.store).app)
    await browser.send(.get, "/login/ada")
    await browser.send(.get, "/basket/apples")
    #expect(await browser.send(.get, "/mine").text == "apples")
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `Another browser is nobody's`(place: SessionTests.Place) async throws {
    let app = LoginService(store: place.store).app
    await (try Browser(app)).send(.get, "/login/ada")
    let exchange = await (try Browser(app)).send(.get, "/me")
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Session realm="Test""#)
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `Who has logged out is nobody`(place: SessionTests.Place) async throws {
    let browser = try Browser(LoginService(store: place.store).app)
    await browser.send(.get, "/login/ada")
    #expect(await browser.send(.get, "/logout").text == "nobody")
    #expect(browser.cookies.isEmpty)
    #expect(await browser.send(.get, "/who").text == "nobody")
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `A user who is gone is nobody, and can still load pages`(place: SessionTests.Place) async throws {
    let service = LoginService(store: place.store)
    let browser = try Browser(service.app)
    await browser.send(.get, "/login/ada")
    service.members.remove("ada")
    #expect(await browser.send(.get, "/who").text == "nobody")
    #expect(browser.cookies.isEmpty)
    #expect(await browser.send(.get, "/login/bob").text == "bob")
  }

  @Test func `The session of a user who is gone stays ended, also where a guard refused the request`()
    async throws
  {
    let members = LoginService.Members()
    let browsers = SessionAuthenticator(realm: "Test", id: \LoginService.Member.name) { name, _ in
      members.member(named: name)
    }
    let sessions = SessionMiddleware(secrets: [.random()], store: InMemorySessionStore())
    let app = Application()
    app.include("/open", middleware: [sessions]) { open in
      open.get { (request: Request) in
        try browsers.logIn(LoginService.Member(name: "ada"), request)
        return "ada"
      }
    }
    let middleware: [any Middleware] = [sessions, AuthenticationMiddleware(browsers), RequireUser()]
    app.include("/guarded", middleware: middleware) { guarded in
      guarded.get { "welcome" }
    }
    let browser = try Browser(app)
    await browser.send(.get, "/open")
    #expect(await browser.send(.get, "/guarded").text == "welcome")
    members.remove("ada")
    #expect(await browser.send(.get, "/guarded").status == .unauthorized)
    members.add("ada")
    #expect(await browser.send(.get, "/guarded").status == .unauthorized)
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `What a stranger has in a basket is the user's after the log-in`(place: SessionTests.Place)
    async throws
  {
    let browser = try Browser(LoginService(store: place.store).app)
    await browser.send(.get, "/basket/apple")
    await browser.send(.get, "/login/ada")
    #expect(await browser.send(.get, "/basket").text == "apple")
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `What one user has is not the next one's`(place: SessionTests.Place) async throws {
    let browser = try Browser(LoginService(store: place.store).app)
    await browser.send(.get, "/login/ada")
    await browser.send(.get, "/basket/apple")
    await browser.send(.get, "/login/bob")
    #expect(await browser.send(.get, "/basket").text == "empty")
    #expect(await browser.send(.get, "/me").text == "bob")
  }

  @Test(arguments: SessionTests.Place.allCases)
  func `A page for a user is for that one alone`(place: SessionTests.Place) async throws {
    let browser = try Browser(LoginService(store: place.store).app)
    await browser.send(.get, "/login/ada")
    let headers = await browser.send(.get, "/me").headers
    #expect(headers[.vary] == "Cookie")
    #expect(headers[.cacheControl] == "private")
  }

  @Test func `The session has another id after the log-in, and the old one is worth nothing`() async throws {
    let app = LoginService(store: InMemorySessionStore()).app
    let victim = try Browser(app)
    await victim.send(.get, "/basket/apple")
    let known = victim.cookies
    await victim.send(.get, "/login/ada")
    #expect(victim.cookies != known)
    let attacker = try Browser(app, cookies: known)
    #expect(await attacker.send(.get, "/who").text == "nobody")
  }

  @Test func `Who has copied the cookie is logged out with the user`() async throws {
    let app = LoginService(store: InMemorySessionStore()).app
    let browser = try Browser(app)
    await browser.send(.get, "/login/ada")
    let copied = browser.cookies
    await browser.send(.get, "/logout")
    #expect(await (try Browser(app, cookies: copied)).send(.get, "/who").text == "nobody")
  }

  @Test func `An id of another type is nobody's, and no crash`() async throws {
    let (store, secret) = (InMemorySessionStore(), SessionSecret.random())
    let browser = try Browser(LoginService(store: store, secret: secret).app)
    await browser.send(.get, "/login/ada")
    let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    app.add(middleware: SessionMiddleware(secrets: [secret], store: store))
    app.add(
      middleware: AuthenticationMiddleware(
        SessionAuthenticator(realm: "Test", id: \[Int].count) { count, _ in [count] }))
    app.get("/who") { (request: Authenticated<[Int]>?) in request == nil ? "nobody" : "somebody" }
    #expect(await (try Browser(app, cookies: browser.cookies)).send(.get, "/who").text == "nobody")
  }

  @Test func `Without sessions it is a mistake of the program's, and not open`() async throws {
    let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    app.add(
      middleware: AuthenticationMiddleware(
        SessionAuthenticator(realm: "Test", id: \String.self) { name, _ in name }))
    app.get("/who") { "open" }
    #expect(await (try Browser(app)).send(.get, "/who").status == .internalServerError)
  }
}
