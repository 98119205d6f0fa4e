import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@testable import AfterglowSessions

@Suite struct CookieSessionTests {
  @Test func `What doesn't fit into a cookie fails the request`() async throws {
    let service = SessionService(store: nil)
    service.app.get("/large/{size}") { (size: Int, session: Session) in
      session["text"] = String(repeating: "x", count: size)
      return "set"
    }
    let browser = try Browser(service.app)
    #expect(await browser.send(.get, "/large/2900").status == .ok)
    #expect(await browser.send(.get, "/large/3100").status == .internalServerError)
  }

  @Test func `A secret that is replaced is still accepted, and signs no more`() async throws {
    let (old, new) = (SessionSecret.random(), SessionSecret.random())
    let before = try Browser(Self.service([old]))
    await before.send(.get, "/set/name/Ada")
    let between = try Browser(Self.service([new, old]), cookies: before.cookies)
    #expect(await between.send(.get, "/get/name").text == "Ada")
    await between.send(.get, "/set/name/Grace")
    let after = try Browser(Self.service([new]), cookies: between.cookies)
    #expect(await after.send(.get, "/get/name").text == "Grace")
    let outdated = try Browser(Self.service([new]), cookies: before.cookies)
    #expect(await outdated.send(.get, "/get/name").text == "nothing")
  }

  @Test func `A cookie of another purpose is none`() async throws {
    let secret = SessionSecret.random()
    let browser = try Browser(Self.service([secret], cookie: SessionCookie(name: "other")))
    await browser.send(.get, "/set/name/Ada")
    let cookie = try #require(browser.cookies["other"])
    let other = try Browser(Self.service([secret]), cookies: [SessionService.cookie: cookie])
    #expect(await other.send(.get, "/get/name").text == "nothing")
  }

  @Test func `A background task that changes it is told that it is too late`() async throws {
    let outcomes = Outcomes()
    let app = SessionService(store: nil).app
    app.get("/task") { (session: Session) in
      JSONResponse(
        "ok",
        background: BackgroundTask {
          session["state"] = "done"
          do throws(SessionError) {
            try await session.save()
          } catch {
            outcomes.add("\(error)")
          }
        })
    }
    await (try Browser(app)).send(.get, "/task").runBackgroundTasks()
    #expect(outcomes.entries == ["\(SessionError.responseSent)"])
  }

  private static func service(
    _ secrets: [SessionSecret], cookie: SessionCookie = .standard
  ) -> Application {
    let app = Application()
    app.add(middleware: SessionMiddleware(secrets: secrets, cookie: cookie))
    app.get("/get/{name}") { (name: String, session: Session) in session[name] ?? "nothing" }
    app.get("/set/{name}/{value}") { (name: String, value: String, session: Session) in
      session[name] = value
      return "set"
    }
    return app
  }
}
