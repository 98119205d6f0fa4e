import Afterglow
import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

/// nginx and the router agree about where a path leads.
///
/// nginx chooses a `location` by the path as it normalises it, the router an endpoint by the path as the client wrote it. A
/// rule that guards `/admin/` must have been applied to whatever is answered by a route below it, and the other way round.
@Suite(.timeLimit(.minutes(2))) struct LocationAgreementTests {
  /// Its parameter `RULE` is the location that nginx chose.
  private static func site(for address: ServerAddress) -> String {
    let plain = NginxServer.plainSite(for: address)
    let inner = plain.replacing("location / {", with: "")
    return """
      location / { fastcgi_param RULE public; \(inner)
      location /admin/ { fastcgi_param RULE admin; \(inner)
      location /Keys/ { fastcgi_param RULE admin; \(inner)
      """
  }

  private static func application() -> Application {
    let app = Application()
    app.get("/admin/{name}") { (name: String) in "admin" }
    app.get("/admin/files/{rest...}") { (rest: PathRemainder) in "admin" }
    app.get("/Keys/{name}") { (name: String) in "admin" }
    app.get("/{page}") { (page: String) in "public" }
    app.get("/pages/{page}") { (page: String) in "public" }
    app.get("/pages/{group}/{page}") { (group: String, page: String) in "public" }
    app.get("/files/{rest...}") { (rest: PathRemainder) in "public" }
    app.add(middleware: RuleEcho())
    return app
  }

  /// Says which rule nginx applied.
  private struct RuleEcho: Middleware {
    func respond(to request: Request, next: any HTTPResponder) async throws -> Response {
      var response = try await next.respond(to: request)
      if let rule = HTTPField.Name("X-Rule") { response.headers[rule] = request.params["RULE"] }
      return response
    }
  }

  /// Paths put together of what normalisation is about.
  private static let paths: [String] = {
    let parts = [
      "/", "//", "/.", "/..", "/%2e%2e", "/%2E", "%2F", "%2f..", "/admin", "/%61dmin", "/pages", "/files",
      "/x", "#", "?",
    ]
    var paths: [String] = []
    for first in parts where first.hasPrefix("/") {
      for second in parts {
        for third in parts {
          for fourth in ["", "/x", "%2Fx", "/.."] { paths.append(first + second + third + fourth) }
        }
      }
    }
    return paths + ofCharacters
  }()

  /// What Swift takes for one character, or for the same as another, and nginx for bytes.
  private static let ofCharacters: [String] = {
    let parts = [
      "/admin", "/Keys", "/%E2%84%AAeys", "/%4Beys", "/%CC%B8", "/%CC%B8x", "%2F%CC%B8", "..%2F%CC%B8x",
      "/..%2F%CC%B8",
      "/%D8%80", "%2F..%2F%CC%B8", "/x", "/\u{338}x", "/\u{600}", "/..", "/pages", "/files",
    ]
    return parts.flatMap { first in
      parts.flatMap { second in ["", "/x", "/%CC%B8", "/.."].map { first + second + $0 } }
    }.filter { $0.hasPrefix("/") }
  }()

  @Test func whatARouteAnswersHadTheRuleOfItsLocation() async throws {
    try await ServedApplication.serve(Self.application()) { client in
      try await NginxServer.run(site: Self.site(for: client.address)) { nginx in
        var answers: [String: Int] = [:]
        for path in Self.paths {
          let response = try await nginx.get(path)
          guard response.status == .ok else { continue }
          let rule = try #require(HTTPField.Name("X-Rule").flatMap { response.headers[$0] })
          #expect(response.text == rule, "\(path)")
          answers[rule, default: 0] += 1
        }
        #expect(answers["admin", default: 0] > 10)
        #expect(answers["public", default: 0] > 10)
      }
    }
  }
}
