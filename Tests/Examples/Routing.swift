import Afterglow

/// The example of the page "Routing".
func routingExample() -> Application {
  let app = Application()

  app.get("/hello/{name}") { (name: String) in
    "Hello, \(name)!"
  }

  app.route(methods: [.get, .delete], "/notes/{id}") { (id: Int, request: Request) in
    "\(request.method.rawValue) note \(id)"
  }

  app.put("/notes/{id}/read") { (id: Int) in
    print("Note \(id) has been read.")
  }

  app.get("/documents/{path...}") { (path: PathRemainder) in
    path.segments.joined(separator: " > ")
  }

  app.include("/admin", middleware: [RequireStaff()], background: BackgroundTask(audit)) { admin in
    admin.get("/accounts/{id}") { (id: Int) in "account \(id)" }
    admin.delete("/accounts/{id}") { (id: Int) in HTTPResponse.Status.noContent }

    admin.include("/reports") { reports in
      reports.get { "all reports" }
      reports.get("/{year}") { (year: Int) in "report of \(year)" }
    }
  }

  app.add(accounts)

  return app
}

private let accounts = Include(
  "/accounts",
  routes: [
    Gateway(methods: [.get], "/{id}") { (id: Int) in "account \(id)" },
    Gateway(methods: [.post]) { (account: NewAccount) in JSONResponse(["name": account.name]) },
  ])

private struct NewAccount: Content {
  var name: String
}

private struct RequireStaff: Middleware {
  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    guard request.headers[.authorization] == "Bearer staff" else { throw HTTPError(.forbidden) }
    return try await next.respond(to: request)
  }
}

private func audit() {
  print("An administrator was at work.")
}
