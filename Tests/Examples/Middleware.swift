import Afterglow
import Logging

/// The example of the page "Middleware".
func middlewareExample() -> Application {
  let app = Application()

  app.add(middleware: CORSMiddleware(origins: .only(["https://shop.example.org"]), credentials: true))
  app.add(middleware: TrustedHostMiddleware(["example.org", "*.example.org", "localhost"]))
  app.add(middleware: SecurityHeadersMiddleware(httpsOnly: .seconds(31_536_000)))

  app.include("/login", middleware: [RateLimitMiddleware(2, per: .seconds(60))]) { login in
    login.post("/") { "Welcome." }
  }

  app.include("/articles", middleware: [ETagMiddleware()]) { articles in
    articles.get("/{id}") { (id: Int) in "Article \(id)" }
  }

  app.beforeRequest { request in
    request.logger[metadataKey: "agent"] = "\(request.headers[.userAgent] ?? "unknown")"
  }

  app.afterRequest { request, response in
    response.headers[.server] = "Shop"
  }

  app.add(middleware: Timing())

  app.get("/logged") { (request: Request) in
    request.logger.info("Something happened.")
    return request.id
  }

  return app
}

/// Tells the client how long its response took.
private struct Timing: Middleware {
  func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
    let start = ContinuousClock.now
    var response = try await next.respond(to: request)
    let milliseconds = start.duration(to: .now) / .milliseconds(1)
    if let name = HTTPField.Name("Server-Timing") { response.headers[name] = "app;dur=\(milliseconds)" }
    request.background.addTask { request.logger.debug("Answered in \(milliseconds) ms.") }
    return response
  }
}
