import Afterglow
import AfterglowSQLiteSessions
import AfterglowSessions

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The example of the page "Sessions".
func sessionsExample() throws -> Application {
  let app = Application()
  let path = ProcessInfo.processInfo.environment["SESSION_DATABASE"] ?? "sessions.sqlite"

  let secrets = try SessionSecret.list(fromEnvironment: "SESSION_SECRET")
  let store = try SQLiteSessionStore(path: path)
  app.add(middleware: SessionMiddleware(secrets: secrets, store: store))
  app.add(middleware: CSRFMiddleware(secrets: secrets))

  app.get("/") { (request: Request) in
    let name: String? = try request.session["name"]
    return """
      Hello, \(name ?? "stranger")!
      <form method=post action=/login>
      <input type=hidden name=_csrf value=\(try request.csrfToken)>
      </form>
      """
  }

  app.get("/pictures") { (request: Request) in
    Response.html(
      """
      <form method=post action=/pictures enctype=multipart/form-data>
      <input type=hidden name=_csrf value=\(try request.csrfToken)>
      <input type=file name=picture> <button>Send</button>
      </form>
      """)
  }

  app.post("/pictures") { (form: Multipart) in
    "A picture of \(try form.requiredFile(named: "picture").size) bytes."
  }

  app.post("/login") { (session: Session) in
    session.regenerate()
    session["name"] = "Ada"
    session.flash("You are logged in.")
    return "Welcome."
  }

  app.post("/logout") { (session: Session) in
    session.destroy()
    return "Goodbye."
  }

  app.get("/messages") { (session: Session) in
    session.takeFlashMessages().map(\.text)
  }

  app.post("/report") { (session: Session) in
    JSONResponse(["message": "Being made"], background: BackgroundTask(makeReport, session))
  }

  app.get("/report") { (session: Session) in
    session["report"] ?? "There is no report."
  }

  return app
}

private func makeReport(session: Session) async throws {
  let name: String? = session["name"]
  session["report"] = "The report of \(name ?? "nobody")."
  try await session.save()
}
