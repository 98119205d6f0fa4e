import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@testable import AfterglowSessions

@Suite struct StoredSessionTests {
  private let store = InMemorySessionStore()
  private let service: SessionService

  init() { service = SessionService(store: store) }

  @Test func `A new id has the session's values, and the old one nothing`() async throws {
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    let old = browser.cookies
    await browser.send(.get, "/regenerate")
    #expect(browser.cookies != old)
    #expect(await browser.send(.get, "/get/name").text == "Ada")
    let attacker = try Browser(service.app, cookies: old)
    #expect(await attacker.send(.get, "/get/name").text == "nothing")
  }

  @Test func `Who destroys it takes it from everyone who has the cookie`() async throws {
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    let thief = try Browser(service.app, cookies: browser.cookies)
    await browser.send(.get, "/destroy")
    #expect(await thief.send(.get, "/get/name").text == "nothing")
    #expect(store.count == 0)
  }

  @Test func `A request that changes a session which another one ends doesn't bring it back`() async throws {
    let browser = try Browser(service.app)
    let other = try Browser(service.app)
    service.app.get("/slow") { (session: Session) in
      await other.send(.get, "/destroy")
      session["name"] = "Grace"
      return "slow"
    }
    let (first, second) = (try Browser(service.app), other)
    await browser.send(.get, "/set/name/Ada")
    for (name, value) in browser.cookies {
      first.keep(value, as: name)
      second.keep(value, as: name)
    }
    #expect(await first.send(.get, "/slow").status == .ok)
    #expect(await first.send(.get, "/get/name").text == "nothing")
  }

  @Test func `Of two requests at a time the changes of both are kept`() async throws {
    let other = try Browser(service.app)
    service.app.get("/both") { (session: Session) in
      session["first"] = "1"
      await other.send(.get, "/set/second/2")
      return "both"
    }
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    for (name, value) in browser.cookies { other.keep(value, as: name) }
    await browser.send(.get, "/both")
    #expect(await browser.send(.get, "/get/first").text == "1")
    #expect(await browser.send(.get, "/get/second").text == "2")
  }

  @Test func `An id that is not signed is not looked up`() async throws {
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    let cookie = try #require(browser.cookies[SessionService.cookie])
    let id = String(cookie.prefix { $0 != "." })
    browser.keep(id, as: SessionService.cookie)
    #expect(await browser.send(.get, "/get/name").text == "nothing")
  }

  @Test func `The store has no id that could be shown`() async throws {
    let browser = try Browser(service.app)
    await browser.send(.get, "/set/name/Ada")
    let id = try #require(browser.cookies[SessionService.cookie].map { String($0.prefix { $0 != "." }) })
    let key = try #require(SessionID(id)?.key)
    #expect(store.session(for: key, at: service.clock.now)?.values == ["name": #""Ada""#])
    #expect(key.text != id)
  }

  @Test func `A background task can change it and save it`() async throws {
    service.app.get("/task") { (session: Session) in
      session["state"] = "begun"
      return JSONResponse(
        "ok",
        background: BackgroundTask {
          session["state"] = "done"
          try await session.save()
        })
    }
    let browser = try Browser(service.app)
    let exchange = await browser.send(.get, "/task")
    #expect(await browser.send(.get, "/get/state").text == "begun")
    await exchange.runBackgroundTasks()
    #expect(await browser.send(.get, "/get/state").text == "done")
  }

  @Test func `A background task can't begin one, as nobody would have its cookie`() async throws {
    let journal = Outcomes()
    service.app.get("/task") { (session: Session) in
      JSONResponse(
        "ok",
        background: BackgroundTask {
          session["state"] = "done"
          do throws(SessionError) {
            try await session.save()
          } catch {
            journal.add("\(error)")
          }
        })
    }
    await (try Browser(service.app)).send(.get, "/task").runBackgroundTasks()
    #expect(journal.entries == ["\(SessionError.responseSent)"])
    #expect(store.count == 0)
  }

  @Test func `A cookie that browsers keep is renewed as the session is used`() async throws {
    let cookie = try SessionCookie(name: "__Host-session", persistent: true)
    let service = SessionService(store: store, cookie: cookie)
    let browser = try Browser(service.app)
    let text = try #require(await browser.send(.get, "/set/name/Ada").sessionCookie)
    #expect(text.contains("; Max-Age=100;"))
    #expect(await browser.send(.get, "/get/name").sessionCookie == nil)
    service.clock.advance(seconds: 11)
    #expect(await browser.send(.get, "/get/name").sessionCookie == text)
  }

  @Test func `A store that fails is a 500 which says nothing of it`() async throws {
    let service = SessionService(store: FailingStore())
    let exchange = await (try Browser(service.app)).send(.get, "/set/name/Ada")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.text == #"{"detail":"Internal Server Error"}"#)
  }
}
