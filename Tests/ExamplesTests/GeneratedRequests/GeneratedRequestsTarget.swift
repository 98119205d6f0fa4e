import AfterglowTesting
import HTTPTypes
import Testing

/// A service that generated requests are sent to.
struct GeneratedRequestsTarget: CustomTestStringConvertible, CustomStringConvertible, Sendable {
  typealias Route = (method: HTTPRequest.Method, path: String, body: SpoiltBody.Kind)

  /// Its name among the examples.
  let example: String

  /// What to send to, `{}` where a value goes.
  let routes: [Route]

  /// Which part of the requests it gets: as many as there are, a fourth of them.
  var share = 1

  /// What the requests have to come to, so that not all of them end at the first hurdle.
  let commonStatuses: [Int]

  /// Where a client gets its cookies and its CSRF token, if anywhere.
  var sessionPath: String?

  var description: String { example }
  var testDescription: String { example }

  static let all = [
    GeneratedRequestsTarget(
      example: "Routing",
      routes: [
        (.get, "/hello/{}", .none), (.get, "/notes/{}", .none), (.delete, "/notes/{}", .none),
        (.get, "/documents/{}/{}", .none), (.get, "/admin/accounts/{}", .none),
        (.get, "/admin/reports/{}", .none), (.post, "/accounts", .json), (.get, "/{}", .none),
      ],
      share: 4, commonStatuses: [200, 400, 403, 404, 405]),
    GeneratedRequestsTarget(
      example: "EveryExtractor",
      routes: [
        (.get, "/numbers/{}/{}/{}", .none), (.get, "/numbers/1/{}/true", .none),
        (.get, "/values/00000000-0000-0000-0000-000000000000/2026-11-23/{}", .none),
        (.get, "/query", .none), (.get, "/headers", .none), (.get, "/files/main.swift", .none),
        (.get, "/files/main.swift", .none),
        (.get, "/files/{}", .none), (.post, "/orders", .json), (.post, "/orders/list", .json),
        (.post, "/form", .form), (.put, "/bytes", .bytes), (.put, "/text", .bytes), (.put, "/stream", .bytes),
        (.post, "/multipart", .multipart), (.post, "/parts", .multipart), (.get, "/session", .none),
        (.post, "/session/basket/{}", .none), (.post, "/session/login", .form),
        (.delete, "/session/login", .none),
      ],
      commonStatuses: [200, 201, 206, 400, 403, 404, 405, 413, 415], sessionPath: "/session"),
  ]

  /// Params with which a request is one of a known client.
  func credentials(from client: FastCGIClient) async throws -> [(String, String)] {
    guard let sessionPath else { return [] }
    let response = try await client.get(sessionPath)
    let cookies = response.headers[values: .setCookie].map { $0.prefix { $0 != ";" } }
    try #require(cookies.count == 2)
    return [("HTTP_COOKIE", cookies.joined(separator: "; ")), ("HTTP_X_CSRF_TOKEN", response.text)]
  }
}
