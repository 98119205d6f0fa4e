import AfterglowTesting
import HTTPTypes

/// Makes requests to the routes of a service, most of them with something wrong about them; the same ones for the same
/// number.
struct RequestGenerator {
  private var random: SeededGenerator

  private let routes: [GeneratedRequestsTarget.Route]

  /// What half of the requests have.
  private let credentials: [(String, String)]

  init(number: UInt64, _ routes: [GeneratedRequestsTarget.Route], _ credentials: [(String, String)]) {
    random = SeededGenerator(seed: number)
    self.routes = routes
    self.credentials = credentials
  }

  mutating func next() -> GeneratedRequest {
    guard let route = routes.randomElement(using: &random) else { preconditionFailure("no routes") }
    var request = GeneratedRequest(method: route.method, target: target(of: route.path))
    if random.oneIn(8) { request.method = Self.methods.randomElement(using: &random) ?? .get }
    if route.body != .none || random.oneIn(10) {
      let kind =
        random.oneIn(6) ? SpoiltBody.Kind.allCases.randomElement(using: &random) ?? .json : route.body
      let body = SpoiltBody(kind, using: &random)
      (request.contentType, request.body) = (body.contentType, body.bytes)
    }
    if route.path.hasPrefix("/files/"), random.oneIn(2) {
      request.params.append(("HTTP_RANGE", Self.fields["HTTP_RANGE"]?.randomElement(using: &random) ?? ""))
    }
    if random.oneIn(2) { request.params += credentials.map { ($0, spoiltNowAndThen($1)) } }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      guard let name = Self.fields.keys.sorted().randomElement(using: &random) else { continue }
      let values = (Self.fields[name] ?? []) + Self.texts
      request.params.append((name, values.randomElement(using: &random) ?? ""))
    }
    if random.oneIn(20) {
      request.params.append(("CONTENT_LENGTH", Self.lengths.randomElement(using: &random) ?? ""))
    }
    return request
  }

  private mutating func spoiltNowAndThen(_ text: String) -> String {
    guard random.oneIn(8) else { return text }
    var characters = Array(text)
    let place = Int.random(in: 0..<characters.count, using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0: characters[place] = "A"
    case 1: characters.removeSubrange(place...)
    default: characters.insert(contentsOf: characters, at: place)
    }
    return String(characters)
  }

  private mutating func target(of path: String) -> String {
    var target = path.split(separator: "{}", omittingEmptySubsequences: false).map(String.init)
      .reduce(into: "") { target, part in
        if !target.isEmpty { target += Self.segments.randomElement(using: &random) ?? "" }
        target += part
      }
    if random.oneIn(3) { target += "?" + query() }
    return random.oneIn(30) ? target + (Self.texts.randomElement(using: &random) ?? "") : target
  }

  private mutating func query() -> String {
    let pairs = (0..<Int.random(in: 1...6, using: &random)).map { _ in
      let name = Self.names.randomElement(using: &random) ?? ""
      return random.oneIn(5) ? name : name + "=" + (Self.segments.randomElement(using: &random) ?? "")
    }
    return pairs.joined(separator: random.oneIn(6) ? ";" : "&")
  }

  private static let methods: [HTTPRequest.Method] = [
    .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, HTTPRequest.Method("PROPFIND"),
    HTTPRequest.Method("get"),
  ].compactMap { $0 }

  private static let names = [
    "a", "limit", "page", "q", "name", "items[0][price]", "items[1][price]", "items[0]", "name[]", "q[]",
    "q[a][b]", "%71", "%", "%zz", "", "q%00", "a.b", "items[0]",
    String(repeating: "n", count: 2000), "__proto__",
  ]

  /// Values of segments and of queries.
  static let segments = [
    "1", "0", "-1", "9223372036854775807", "9223372036854775808", "1e400", "nan", "0x10", "+1", "١", "true",
    "null",
    "a", "a%20b", "%2F", "..", ".", "...", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "%", "%zz", "%C3",
    "%FF%FE", "é",
    "%F0%9F%98%80", "a;b", "a,b", "a+b", "'", "\"", "<script>", "{}", "{name}", "$(id)", "a\\b", "#", "a#b",
    "",
    String(repeating: "a", count: 300), String(repeating: "%41", count: 3000), "file.txt", ".hidden", "con",
    "2026-11-23",
    "2026-11-23T05:00:00Z", "%E2%84%AA", "%CC%B8x", "..%2F%CC%B8", "\u{338}", "%D8%80",
    "2026-13-45T99:99:99Z", "00000000-0000-0000-0000-000000000000", "a.lines", "~", "-", "_",
  ]

  private static let lengths = [
    "", "-1", "x", "0", "1", "99999999999", "9223372036854775808", "1e3", " 5", "5 ",
  ]

  /// Values for any field.
  private static let texts = [
    "", " ", ",", ";", "=", "\"", "\u{0}", "a\r\nX-Injected: 1", "é", "\u{FFFD}",
    String(repeating: "a", count: 9000),
    String(repeating: "a,", count: 2000), String(repeating: "a=b; ", count: 1000), "*", "*/*;q=x", "%00",
  ]

  /// Header fields that something in a service reads, with values beyond ``texts``.
  private static let fields: [String: [String]] = [
    "HTTP_AUTHORIZATION": [
      "Basic", "Basic YWRhQGV4YW1wbGUub3JnOmxvdmVsYWNl", "Basic !!!!", "Basic YWRh", "Basic Og==",
      "Basic //79",
      "Bearer", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", "Bearer ....", "Digest x",
      "basic  x y",
    ],
    "HTTP_COOKIE": [
      "a=b", "session=x; session=y", "csrf=a.b; csrf=", "session=..", "=; =;;",
      "session=" + String(repeating: "A", count: 4000), "a=\"b",
    ],
    "HTTP_RANGE": [
      "bytes=0-0", "bytes=0-0,5-9", "bytes=-1", "bytes=5-1", "bytes=0-,0-,0-", "bytes=99999999999999999999-",
      "bytes=-0",
      "lines=1-2",
      "bytes=" + (0..<500).map { "\($0)-\($0)" }.joined(separator: ","), "bytes=a-b", "bytes=--1",
    ],
    "HTTP_IF_NONE_MATCH": ["*", "\"a\"", "W/\"a\", \"b\"", "\"", "W/"],
    "HTTP_IF_MATCH": ["*", "\"a\"", "a"],
    "HTTP_IF_RANGE": ["\"a\"", "Sat, 29 Oct 1994 19:43:31 GMT", "tomorrow"],
    "HTTP_IF_MODIFIED_SINCE": ["Sat, 29 Oct 1994 19:43:31 GMT", "Sat, 29 Oct 99999 19:43:31 GMT", "0"],
    "HTTP_IF_UNMODIFIED_SINCE": ["Sat, 29 Oct 1994 19:43:31 GMT", "Mon, 99 Foo 2026 99:99:99 GMT"],
    "HTTP_ACCEPT": ["text/html", "application/json;q=0.1", "text/event-stream", "text/html;q=1e999"],
    "HTTP_LAST_EVENT_ID": ["1", "-1", "9223372036854775808"],
    "HTTP_ORIGIN": ["null", "https://example.org", "https://evil.example", "://"],
    "HTTP_HOST": ["example.org", "example.org:99999", "[::1", "a b", ".."],
    "HTTP_X_REQUEST_ID": ["a b", "x"],
    "HTTP_X_CSRF_TOKEN": ["x"],
    "HTTP_X_LENGTH": ["1", "256", "-1", "1e2"],
    "HTTP_REFERER": ["https://localhost/", "https://evil.example/a?b", "/", "https://", "about:blank"],
    "HTTP_SEC_FETCH_SITE": ["cross-site", "same-origin"],
    "HTTP_USER_AGENT": ["curl/8", "a\u{1B}[2Jb"],
    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": ["x-a, x-b", ",,", "\u{E9}"],
    "HTTP_X_API_KEY": ["x"],
    "HTTP_ACCESS_CONTROL_REQUEST_METHOD": ["GET", "x y"],
    "HTTP_CONTENT_ENCODING": ["gzip", "br, gzip"],
    "HTTP_TRANSFER_ENCODING": ["chunked"],
    "HTTP_EXPECT": ["100-continue", "x"],
    "HTTP_TRACEPARENT": ["00-0-0-0", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    "REMOTE_ADDR": ["", "::1", "999.1.1.1"],
    "HTTPS": ["on", "x"],
  ]
}
