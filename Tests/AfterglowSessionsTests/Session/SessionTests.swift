import Afterglow
import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@testable import AfterglowSessions

/// What holds for sessions in a store and for those in cookies.
@Suite struct SessionTests {
  enum Place: CaseIterable {
    case store, cookie

    var store: (any SessionStore)? { self == .store ? InMemorySessionStore() : nil }
  }

  @Test(arguments: Place.allCases)
  func `What one request keeps, the next one finds`(place: Place) async throws {
    let browser = try Browser(SessionService(store: place.store).app)
    await browser.send(.get, "/set/name/Ada")
    #expect(await browser.send(.get, "/get/name").text == "Ada")
    await browser.send(.get, "/remove/name")
    #expect(await browser.send(.get, "/get/name").text == "nothing")
  }

  @Test(arguments: Place.allCases)
  func `Another client has another session`(place: Place) async throws {
    let app = SessionService(store: place.store).app
    await (try Browser(app)).send(.get, "/set/name/Ada")
    #expect(await (try Browser(app)).send(.get, "/get/name").text == "nothing")
  }

  @Test(arguments: Place.allCases)
  func `The cookie is for this host, HTTPS and the server alone`(place: Place) async throws {
    let browser = try Browser(SessionService(store: place.store).app)
    let cookie = try #require(await browser.send(.get, "/set/name/Ada").sessionCookie)
    #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax"))
  }

  @Test(arguments: Place.allCases)
  func `A session in which nothing is kept sets no cookie`(place: Place) async throws {
    let browser = try Browser(SessionService(store: place.store).app)
    #expect(await browser.send(.get, "/get/name").sessionCookie == nil)
    #expect(await browser.send(.get, "/untouched").sessionCookie == nil)
    await browser.send(.get, "/set/name/Ada")
    #expect(await browser.send(.get, "/set/name/Ada").sessionCookie == nil)
  }

  @Test(arguments: Place.allCases)
  func `A cookie of which a character was changed is none`(place: Place) async throws {
    let browser = try Browser(SessionService(store: place.store).app)
    await browser.send(.get, "/set/name/Ada")
    let cookie = try #require(browser.cookies[SessionService.cookie])
    let dot = cookie.prefix { $0 != "." }.utf8.count
    for position in [0, dot - 1, dot + 1] {
      var bytes = Array(cookie.utf8)
      bytes[position] = bytes[position] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      browser.keep(String(decoding: bytes, as: UTF8.self), as: SessionService.cookie)
      #expect(await browser.send(.get, "/get/name").text == "nothing", "changed at \(position)")
    }
  }

  @Test(arguments: Place.allCases)
  func `It ends when it isn't used, and use prolongs it`(place: Place) async throws {
    let service = SessionService(store: place.store)
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    for _ in 1...3 {
      service.clock.advance(seconds: 60)
      #expect(await browser.send(.get, "/get/name").text == "Ada")
    }
    service.clock.advance(seconds: 101)
    #expect(await browser.send(.get, "/get/name").text == "nothing")
  }

  @Test(arguments: Place.allCases)
  func `It ends after its lifetime however much it is used`(place: Place) async throws {
    let service = SessionService(store: place.store)
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    for _ in 1...19 {
      service.clock.advance(seconds: 50)
      #expect(await browser.send(.get, "/get/name").text == "Ada")
    }
    service.clock.advance(seconds: 51)
    #expect(await browser.send(.get, "/get/name").text == "nothing")
  }

  @Test(arguments: Place.allCases)
  func `Destroying it makes the client forget it`(place: Place) async throws {
    let browser = try Browser(SessionService(store: place.store).app)
    await browser.send(.get, "/set/name/Ada")
    await browser.send(.get, "/destroy")
    #expect(browser.cookies.isEmpty)
    #expect(await browser.send(.get, "/get/name").text == "nothing")
  }

  @Test(arguments: Place.allCases)
  func `What is set after destroying it begins another one`(place: Place) async throws {
    let app = SessionService(store: place.store).app
    app.get("/again") { (session: Session) in
      session.destroy()
      session["other"] = "new"
      return "again"
    }
    let browser = try Browser(app)
    await browser.send(.get, "/set/name/Ada")
    await browser.send(.get, "/again")
    #expect(await browser.send(.get, "/get/name").text == "nothing")
    #expect(await browser.send(.get, "/get/other").text == "new")
  }

  @Test(arguments: Place.allCases)
  func `It is saved when the handler throws`(place: Place) async throws {
    let app = SessionService(store: place.store).app
    app.get("/fails") { (session: Session) -> String in
      session["tries"] = "1"
      throw HTTPError(.unauthorized)
    }
    let browser = try Browser(app)
    #expect(await browser.send(.get, "/fails").status == .unauthorized)
    #expect(await browser.send(.get, "/get/tries").text == "1")
  }

  @Test(arguments: Place.allCases)
  func `Caches are told that the response depends on it`(place: Place) async throws {
    let browser = try Browser(SessionService(store: place.store).app)
    #expect(await browser.send(.get, "/untouched").headers[.vary] == nil)
    #expect(await browser.send(.get, "/get/name").headers[.vary] == "Cookie")
    #expect(await browser.send(.get, "/set/name/Ada").headers[.cacheControl] == "private")
  }

  @Test(arguments: Place.allCases)
  func `A value that can't be encoded fails the request`(place: Place) async throws {
    let app = SessionService(store: place.store).app
    app.get("/nan") { (session: Session) in
      session["number"] = Double.nan
      return "set"
    }
    #expect(await (try Browser(app)).send(.get, "/nan").status == .internalServerError)
  }

  @Test(arguments: Place.allCases)
  func `Messages are there for the next page that shows them, once`(place: Place) async throws {
    let app = SessionService(store: place.store).app
    app.get("/flash") { (session: Session) in
      session.flash("Saved.")
      session.flash("Full.", category: "error")
      return "ok"
    }
    app.get("/messages") { (session: Session) in
      session.takeFlashMessages().map { "\($0.category): \($0.text)" }
    }
    let browser = try Browser(app)
    await browser.send(.get, "/flash")
    #expect(await browser.send(.get, "/messages").text == #"["info: Saved.","error: Full."]"#)
    #expect(await browser.send(.get, "/messages").text == "[]")
  }

  @Test func `Without the middleware there is none, and the client is told 500`() async throws {
    let app = Application(logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
    app.get("/") { (session: Session) in "\(session.isNew)" }
    #expect(await (try Browser(app)).send(.get, "/").status == .internalServerError)
  }
}
