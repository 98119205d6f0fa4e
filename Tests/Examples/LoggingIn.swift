import Afterglow
import AfterglowAuth
import AfterglowSessionAuth
import AfterglowSessions

/// The example of the page "Logging in".
func loggingInExample() throws -> Application {
  let app = Application()

  let passwords = PasswordChecker()
  let readers = ReaderTable()

  let secrets = try SessionSecret.list(fromEnvironment: "SESSION_SECRET")
  let browsers = SessionAuthenticator(realm: "Notes", id: \Reader.name) { name, _ in
    readers.find(name)?.user
  }
  app.add(middleware: SessionMiddleware(secrets: secrets, store: InMemorySessionStore()))
  app.add(middleware: CSRFMiddleware(secrets: secrets))
  app.add(middleware: AuthenticationMiddleware(browsers))

  app.get("/") { (request: Request) in
    guard let reader = request.userIfAuthenticated(as: Reader.self) else {
      return Response.html(
        """
        <form method=post action=/login>
        <input type=hidden name=_csrf value=\(try request.csrfToken)>
        <input name=name> <input name=password type=password> <button>Log in</button>
        </form>
        """)
    }
    return Response.text("Hello, \(reader.name)!")
  }

  app.post("/login") { (form: Form<LogIn>, request: Request) in
    let found = readers.find(form.name)
    let verification = try passwords.verify(
      form.password, of: form.name, against: found?.hash, for: request)
    guard verification != .differs, let found else {
      throw HTTPError.unauthorized("The name or the password is wrong.", challenges: [browsers.challenge])
    }
    try browsers.logIn(found.user, request)
    return try Response.redirect(to: "/")
  }

  app.post("/logout") { (request: Request) in
    try browsers.logOut(request)
    return try Response.redirect(to: "/")
  }

  app.get("/notes") { (request: Authenticated<Reader>) in ["A note for \(request.user.name)"] }

  return app
}

private struct LogIn: Codable, Sendable {
  var name: String
  var password: String
}

private struct Reader: Sendable {
  var name: String
}

private struct ReaderTable: Sendable {
  let ada = try? PasswordHash(
    "$scrypt$ln=15,r=8,p=3$ID/dnQ1m6dzBFQjO7NcbRA$kwIaLDXBOtnmHtdgtWJsZo8LU9yngInl/n5zh+3nheU")

  func find(_ name: String) -> (user: Reader, hash: PasswordHash)? {
    name == "ada" ? ada.map { (Reader(name: name), $0) } : nil
  }
}
