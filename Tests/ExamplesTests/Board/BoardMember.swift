import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Synchronization

/// Somebody with a browser, and a script in it that sends JSON with the page's token.
struct BoardMember {
  let cookies: CookieKeeper

  init(_ server: TestServer) { cookies = CookieKeeper(server) }

  /// A member who has signed up and logged in.
  static func loggedIn(_ name: String, to server: TestServer) async throws -> BoardMember {
    let member = BoardMember(server)
    try await member.signUp(name)
    let login = try await member.send(.post, "/login", json: ["name": name, "password": "lovelace-\(name)"])
    guard login.status == .ok else { throw LoginFailed(response: login.text) }
    return member
  }

  struct LoginFailed: Error { let response: String }

  @discardableResult
  func signUp(_ name: String) async throws -> TestResponse {
    try await send(
      .post, "/members",
      json: ["name": name, "email": "\(name)@example.org", "password": "lovelace-\(name)"])
  }

  @discardableResult
  func place(_ title: String, tags: [String]? = nil) async throws -> TestResponse {
    struct NoticeIn: Encodable {
      var title: String
      var text = "In the kitchen."
      var tags: [String]?
    }
    return try await send(.post, "/notices", json: NoticeIn(title: title, tags: tags))
  }

  func get(_ target: String) async throws -> TestResponse { try await cookies.send(.get, target) }

  func send(_ method: HTTPRequest.Method, _ target: String, json: some Encodable) async throws -> TestResponse
  {
    try await send(
      method, target, contentType: "application/json", body: Array(try JSONEncoder().encode(json)))
  }

  func upload(_ text: String, to target: String) async throws -> TestResponse {
    let head = #"Content-Disposition: form-data; name="picture"; filename="cake.png""#
    let body = "--part\r\n\(head)\r\n\r\n\(text)\r\n--part--\r\n"
    return try await send(
      .put, target, contentType: "multipart/form-data; boundary=part", body: Array(body.utf8))
  }

  func send(
    _ method: HTTPRequest.Method, _ target: String, contentType: String? = nil, body: [UInt8]? = nil
  ) async throws -> TestResponse {
    let token: [String: String] = try await get("/token").json()
    var headers: HTTPFields = [.csrfToken: token["token"] ?? ""]
    headers[.contentType] = contentType
    return try await cookies.send(method, target, headers: headers, body: body)
  }
}

extension HTTPField.Name {
  fileprivate static let csrfToken = Self("X-CSRF-Token").unsafelyUnwrapped
}
