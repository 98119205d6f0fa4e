import Afterglow

/// The example of the page "Cookies".
func cookiesExample() -> Application {
  let app = Application()

  app.get("/") { (cookies: Cookies) in
    "The theme is \(cookies["theme"] ?? "light")."
  }

  app.post("/theme/{name}") { (name: String) in
    var response = Response.text("The theme is \(name) from now on.")
    do {
      response.setCookie(try Cookie("theme", name, maxAge: .seconds(86_400 * 365)))
    } catch {
      throw HTTPError(.badRequest, detail: "There is no such theme.")
    }
    return response
  }

  app.delete("/theme") {
    var response = Response()
    try response.removeCookie(named: "theme")
    return response
  }

  return app
}
