import Afterglow
import AfterglowSessions
import FoundationEssentials

/// What generated requests are sent to: a service that reads everything that can be read of a request.
func everyExtractorExample() throws -> Application {
  let app = Application()
  app.add(middleware: SecurityHeadersMiddleware())
  app.add(middleware: CORSMiddleware(origins: .only(["https://example.org"]), credentials: true))
  app.add(middleware: ETagMiddleware())
  app.add(middleware: MultipartLimits(maxParts: 100, fileMemory: 1000))
  addHeads(to: app)
  addBodies(to: app)
  try addSessions(to: app)
  return app
}

private func addHeads(to app: Application) {
  app.get("/numbers/{whole}/{real}/{flag}") { (whole: Int, real: Double, flag: Bool) in
    "\(whole) \(real) \(flag)"
  }

  app.get("/values/{id}/{day}/{choice}") { (id: UUID, day: Date, choice: Choice) in
    "\(id) \(day) \(choice)"
  }

  app.get("/query") { (search: Query<Search>?) in "\(String(describing: search?.value))" }

  app.get("/headers") {
    (length: Header<Length>?, agent: Header<HeaderKeys.UserAgent>?, cookies: Cookies, request: Request) in
    "\(length?.value ?? 0) \(agent?.value ?? "") \(cookies.names) \(request.remoteAddress ?? "")"
  }

  let files = FileFolder(#filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined())
  app.get("/files/{path...}") { (path: PathRemainder) in files.file(named: path.path) }
}

private func addBodies(to app: Application) {
  app.post("/orders") { (order: Order) in order }
  app.post("/orders/list") { (orders: [Order]?) in orders ?? [] }
  app.post("/form") { (order: Form<Order>) in order.value }
  app.put("/bytes") { (body: RawBody?) in "\(body?.bytes.count ?? -1)" }
  app.put("/text") { (body: TextBody?) in "\(body?.text.count ?? -1)" }

  app.put("/stream") { (body: BodyStream?) in
    guard let body else { return "no body" }
    var size = 0
    for try await chunk in body { size += chunk.count }
    return "\(size) bytes"
  }

  app.post("/multipart") { (form: Multipart, request: Request) in
    for file in form.files { request.background.addTask { _ = try file.bytes() } }
    return try form.decode(Order.self)
  }

  app.post("/parts") { (form: MultipartStream) in
    var sizes: [Int] = []
    for try await part in form {
      var size = 0
      for try await chunk in part.chunks { size += chunk.count }
      sizes.append(size)
    }
    return sizes
  }
}

private func addSessions(to app: Application) throws {
  let secrets = [SessionSecret.random()]
  let middleware: [any Middleware] = [
    SessionMiddleware(
      secrets: secrets, store: InMemorySessionStore(limit: 500),
      cookie: try SessionCookie(name: "session", secure: false)),
    CSRFMiddleware(secrets: secrets, cookie: try SessionCookie(name: "csrf", secure: false)),
  ]
  app.include("/session", middleware: middleware) { level in
    level.get { (request: Request, session: Session) in
      session["visits"] = (session["visits"] ?? 0) + 1
      return try request.csrfToken
    }

    level.post("/basket/{item}") { (item: String, session: Session) in
      let basket: [String] = session["basket"] ?? []
      session["basket"] = Array((basket + [item]).suffix(20))
      return basket
    }

    level.post("/login") { (form: Form<[String: String]>, session: Session) in
      session.regenerate()
      session["name"] = form.value["name"]
      return "\(session.isNew)"
    }

    level.delete("/login") { (session: Session) in session.destroy() }
  }
}

private enum Choice: String, CaseIterable, PathScalar { case a, b, c }

private enum Length: HeaderKey {
  static let name = "X-Length"
  typealias Value = UInt8
}

private struct Search: Decodable {
  var q: String?
  var page: Int?
  var limit: UInt8?
  var name: [String]?
  var items: [[String: Double]]?
}

private struct Order: Content, Validatable {
  var email: String
  var age: Int?
  var tags: [String]?
  var items: [Item]
  var address: Address?

  static let rules = ValidationRules<Order> { rules in
    rules.check(\.email, "email", .length(...100), .email)
    rules.check(\.age, "age", .range(0...150))
    rules.check(\.tags, "tags", .count(...5), .each(.length(1...10), .pattern("[a-z]*")))
    rules.whole("An order of nothing", at: "items") { !$0.items.isEmpty }
    rules.secret("address")
  }
}

private struct Item: Codable, Validatable {
  var name: String
  var price: Double
  var quantity: Int

  static let rules = ValidationRules<Item> { rules in
    rules.check(\.price, "price", .range(0...))
    rules.check(\.quantity, "quantity", .range(1...9))
  }
}

private final class Address: Codable, Sendable {
  let street: String
  let previous: Address?
}
