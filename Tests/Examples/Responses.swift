import Afterglow

/// The example of the page "Responses".
func responsesExample() -> Application {
  let app = Application()

  app.get("/users/{id}") { (id: Int) -> UserOut? in
    users.first { $0.id == id }
  }

  app.get("/users") { () in users }

  app.post("/users") { (user: UserOut) in
    JSONResponse(
      user, headers: [.location: "/users/\(user.id)"],
      background: BackgroundTask(sendWelcome, user.name, name: "welcome"))
  }

  app.delete("/users/{id}") { (id: Int) in HTTPResponse.Status.noContent }

  app.get("/status") { () in "All is well." }

  app.get("/hello/{name}") { (name: String) in
    Response.html("<h1>Hello, \(HTMLText.escape(name))!</h1>", headers: [.cacheControl: "no-store"])
  }

  app.post("/login") { (request: Request) in
    let next = request.queryParameters["next"] ?? "/"
    return try (try? Response.redirect(to: next)) ?? Response.redirect(to: "/")
  }

  app.get("/docs") { () in
    try Response.redirect(toOtherSite: "https://www.swift.org/documentation/", status: .movedPermanently)
  }

  app.get("/numbers") { () in
    Response.stream(contentType: "text/plain; charset=utf-8") { writer in
      for number in 1...1000 { try writer.write("\(number)\n") }
    }
  }

  app.get("/users.csv") { () in CSV(rows: users.map { ["\($0.id)", $0.name] }) }

  app.get("/translated") { (request: Request) in
    var response = Response.text("Hallo")
    try response.headers.set(.contentLanguage, checking: request.queryParameters["language"] ?? "de")
    return response
  }

  return app
}

private struct UserOut: Content {
  var id: Int
  var name: String
}

private let users = [UserOut(id: 1, name: "Ada"), UserOut(id: 2, name: "Alan")]

private func sendWelcome(to name: String) {
  print("Welcome, \(name).")
}

/// A table for spreadsheets.
private struct CSV: ResponseConvertible {
  var rows: [[String]]

  func response(to request: Request) -> Response {
    let lines = rows.map { row in
      row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\r\n"
    }
    return .text(lines.joined(), headers: [.contentType: "text/csv; charset=utf-8"])
  }
}
