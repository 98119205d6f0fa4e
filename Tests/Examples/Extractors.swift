import Afterglow
import Foundation

/// The example of the page "Extractors".
func extractorsExample() -> Application {
  let app = Application()

  app.get("/days/{day}/rooms/{room}") { (day: Date, room: Room) in
    "The \(room) room on \(day.formatted(.iso8601.year().month().day()))"
  }

  app.get("/orders") { (tenant: Header<Tenant>, agent: Header<HeaderKeys.UserAgent>?) in
    "Orders of tenant \(tenant.value), asked for by \(agent?.value ?? "somebody")"
  }

  app.get("/search") { (search: Query<Search>) in
    "\(search.text) in \(search.tags ?? ["everything"])\(search.exact == true ? ", exactly" : "")"
  }

  app.post("/sign-up") { (form: Form<SignUp>) in
    "Welcome, \(form.name)."
  }

  app.put("/blobs/{name}") { (name: String, body: RawBody) in
    "\(name) has \(body.bytes.count) bytes"
  }

  app.post("/notes") { (note: TextBody?) in
    note.map { "Noted: \($0.text)" } ?? "Nothing to note"
  }

  app.put("/lines") { (body: BodyStream) in
    var count = 0
    for try await chunk in body { count += chunk.count { $0 == UInt8(ascii: "\n") } }
    return "\(count) lines"
  }

  app.get("/greeting") { (language: Language) in
    language.code == "de" ? "Guten Tag" : "Good day"
  }

  return app
}

private enum Room: String, CaseIterable, PathScalar { case red, green }

private struct Search: Decodable {
  var text: String
  var tags: [String]?
  var exact: Bool?
}

private struct SignUp: Decodable {
  var name: String
}

private enum Tenant: HeaderKey {
  static let name = "X-Tenant"
  typealias Value = Int
}

private struct Language: RequestExtractable {
  let code: String

  static func extract(from context: inout ExtractionContext) throws -> Language {
    guard let code = context.request.headers[.acceptLanguage]?.prefix(2) else {
      throw HTTPError(.badRequest, detail: "Say in which language, with Accept-Language.")
    }
    return Language(code: String(code))
  }
}
